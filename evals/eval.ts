// `npm run eval`: see evalHelp. Deterministic, but for times: every random choice has a seed.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, runCommand, UsageError, workingDirectory } from '../scripts/command-line.ts'
import { Baseline, compareBaseline, updateBaseline } from './compare-baseline.ts'
import { EvalUsageError, evalHelp, parseEvalArguments } from './eval-arguments.ts'
import type { SetResult } from './figure.ts'
import { findSets } from './find-sets.ts'
import { changeTable, suiteTable } from './result-tables.ts'
import { runSuites } from './run-suites.ts'
import type { Suite } from './suite.ts'
import { suites } from './suites.ts'

const baselineFile = join(root, 'evals/baseline.json')

async function run(): Promise<number> {
  const args = readArguments()
  if (args.help) {
    console.log(evalHelp(suites))
    return 0
  }
  if (args.golden !== null) {
    const { scoreGoldenFile } = await import('./golden/score-golden-file.ts')
    return scoreGoldenFile(args.golden)
  }
  const sets = args.data === null ? null : findSets(args.data)
  const { results, failures } = await runSuites(
    args.suites,
    {
      root,
      sets,
      own: true,
      wants: name => args.sets.length === 0 || args.sets.some(part => name.includes(part)),
    },
    line => process.stderr.write(`${line}\n`),
  )
  const baseline = Baseline.parse(JSON.parse(readFileSync(baselineFile, 'utf8')))
  const comparison = compareBaseline(results, baseline)
  const missing = args.sets.length > 0 ? [] : missingOf(sets?.missing ?? null)
  const report = toMarkdown(args.suites, { results, failures, missing, ...comparison })
  console.log(report)
  if (args.markdown !== null) writeFileSync(args.markdown, `${report}\n`)
  if (args.json !== null)
    writeFileSync(
      args.json,
      `${JSON.stringify({ data: args.data, results, failures, missing, ...comparison }, null, 1)}\n`,
    )
  if (args.updateBaseline) {
    const updated = updateBaseline(baseline, results)
    writeFileSync(baselineFile, `${JSON.stringify(updated, null, 2)}\n`)
    process.stderr.write(`${baselineFile}: ${results.length} sets kept\n`)
  }
  if (results.length === 0 && failures.length === 0)
    throw new UsageError('No set has such a name. See npm run eval -- --help.')
  const dropped = comparison.changes.some(({ kind }) => kind !== 'gain')
  return failures.length > 0 || (args.check && dropped && !args.updateBaseline) ? 1 : 0
}

function readArguments() {
  try {
    return parseEvalArguments(process.argv.slice(2), {
      suites,
      environment: process.env,
      root,
      folder: workingDirectory(),
    })
  } catch (error) {
    throw error instanceof EvalUsageError ? new UsageError(error.message) : error
  }
}

function missingOf(missing: readonly string[] | null): readonly string[] {
  return missing ?? ['no folder of data (--data, EVAL_DATA): only our own sets']
}

function toMarkdown(
  wanted: readonly Suite[],
  report: {
    results: SetResult[]
    failures: readonly string[]
    missing: readonly string[]
    unknown: readonly string[]
  } & ReturnType<typeof compareBaseline>,
): string {
  const { results, failures, missing, changes, compared, unknown } = report
  const list = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`${title}\n\n${lines.map(line => `- ${line}`).join('\n')}`]
  return [
    ...wanted.flatMap(suite => {
      const own = results.filter(result => result.suite === suite.name)
      return own.length === 0 ? [] : [suiteTable(suite, own)]
    }),
    `## Against the baseline\n\n${compared === 0 ? 'No figure could be compared.' : `${compared} figures compared. ${changeTable(changes)}`}`,
    ...list('Not in the baseline, or of other data:', unknown),
    ...list('Not there:', missing),
    ...list('**Could not be scored:**', failures),
  ].join('\n\n')
}

await runCommand('eval', run)
