// `npm run eval`: see evalHelp. Deterministic, but for times: every random choice has a seed.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, runCommand, UsageError, workingDirectory } from '../scripts/command-line.ts'
import { beforeAndAfter, readEarlierReport } from './before-and-after.ts'
import { Baseline, compareBaseline, updateBaseline } from './compare-baseline.ts'
import { EvalUsageError, evalHelp, parseEvalArguments } from './eval-arguments.ts'
import { findSets } from './find-sets.ts'
import { DataError } from './read-rows.ts'
import { reportMarkdown } from './result-tables.ts'
import { runSuites } from './run-suites.ts'
import { suites } from './suites.ts'

const baselineFile = join(root, 'evals/baseline.json')
const noData = 'no folder of data (--data, EVAL_DATA): only our own sets'

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
  const earlier = args.against === null ? null : readEarlier(args.against)
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
  const everything = args.sets.length === 0
  const missing = everything ? (sets?.missing ?? [noData]) : []
  const told = { results, failures, missing, ...comparison }
  const report = [
    reportMarkdown(args.suites, told),
    ...(earlier ? [beforeAndAfter(args.suites, earlier, results)] : []),
  ].join('\n\n')
  console.log(report)
  if (args.markdown !== null) writeFileSync(args.markdown, `${report}\n`)
  if (args.json !== null)
    writeFileSync(args.json, `${JSON.stringify({ data: args.data, ...told }, null, 1)}\n`)
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

function readEarlier(path: string) {
  try {
    return readEarlierReport(path)
  } catch (error) {
    throw error instanceof DataError ? new UsageError(error.message) : error
  }
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

await runCommand('eval', run)
