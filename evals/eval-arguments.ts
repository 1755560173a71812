import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Suite } from './suite.ts'

/** What the command is to do. */
export interface EvalArguments {
  suites: Suite[]
  /** Parts of sets' names; none: all sets. */
  sets: string[]
  /** The folder of data; null: our own sets only. */
  data: string | null
  json: string | null
  markdown: string | null
  /** What an earlier run wrote with --json, to show beside this one. */
  against: string | null
  /** End with 1 when a figure dropped beyond noise. */
  check: boolean
  updateBaseline: boolean
  /** An operator's table of questions, instead of all else. */
  golden: string | null
  help: boolean
}

/** The command was given wrong. */
export class EvalUsageError extends Error {}

export const evalHelp = (suites: readonly Suite[]) => `Scores the product on questions with known answers.

  npm run eval                              everything there is data for
  npm run eval -- ${suites[0]?.name} fr-routing        some suites, some sets (parts of their names)
  npm run eval -- --data <folder>           another folder of the shape of ../shared/data (else EVAL_DATA)
  npm run eval -- --own                     our own small sets only
  npm run eval -- --json out.json --markdown out.md
  npm run eval -- --against old.json        each figure then and now (old.json: an earlier --json)
  npm run eval -- --check                   ends with 1 when a figure drops beyond noise
  npm run eval -- --update-baseline         keeps these figures in evals/baseline.json
  npm run eval -- golden questions.csv      your own questions against your own database (in French)

Suites:
${suites.map(({ name, title, onlyByName }) => `  ${name.padEnd(12)} ${title}${onlyByName ? ' (only when it is named)' : ''}`).join('\n')}`

/** Older names of suites. */
const formerly: Record<string, string> = { parsing: 'ingestion' }

/** Reads the command line. `EVAL_DATA` or `shared/data` beside the repository is the data unless another is named. */
export function parseEvalArguments(
  args: readonly string[],
  context: { suites: readonly Suite[]; environment: NodeJS.ProcessEnv; root: string; folder: string },
): EvalArguments {
  const { values, positionals } = parse(args)
  const named = positionals.map(name => formerly[name] ?? name)
  const golden = named[0] === 'golden' && named[1]?.toLowerCase().endsWith('.csv') ? named[1] : null
  const suites = context.suites.filter(({ name }) => named.includes(name))
  const sets = golden ? [] : named.filter(name => !context.suites.some(suite => suite.name === name))
  return {
    suites: suites.length > 0 ? suites : context.suites.filter(({ onlyByName }) => !onlyByName),
    sets,
    data: values.own ? null : findData(values.data, context),
    json: values.json ? resolve(context.folder, values.json) : null,
    markdown: values.markdown ? resolve(context.folder, values.markdown) : null,
    against: values.against ? resolve(context.folder, values.against) : null,
    check: values.check === true,
    updateBaseline: values['update-baseline'] === true,
    golden,
    help: values.help === true,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        own: { type: 'boolean' },
        json: { type: 'string' },
        markdown: { type: 'string' },
        against: { type: 'string' },
        check: { type: 'boolean' },
        'update-baseline': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new EvalUsageError(error instanceof Error ? error.message : String(error))
  }
}

function findData(
  given: string | undefined,
  { environment, root, folder }: { environment: NodeJS.ProcessEnv; root: string; folder: string },
): string | null {
  const named = given ?? environment.EVAL_DATA
  if (named) {
    const path = resolve(folder, named)
    if (!existsSync(path)) throw new EvalUsageError(`there is no ${path}`)
    return path
  }
  const beside = join(root, '../shared/data')
  return existsSync(beside) ? beside : null
}
