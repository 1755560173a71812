import type { ParseArgsConfig, parseArgs } from 'node:util'
import { exitCode, runCommand } from './command-line.ts'
import { parseOptions } from './parse-options.ts'

const common = { help: { type: 'boolean', short: 'h' } } as const

type Options = NonNullable<ParseArgsConfig['options']>
/** What `run` is given: an option that was not said is undefined. */
export type OptionValues<Given extends Options> = ReturnType<typeof parseArgs<{ options: Given }>>['values']

/**
 * Runs a command that takes options and no words, to its exit code: `--help` prints `help`, anything else is for `run`.
 * What fails goes to standard error, as runCommand() says it.
 */
export function runWithOptions<const Given extends Options>(
  script: string,
  help: string,
  options: Given,
  run: (values: OptionValues<Given>) => Promise<number>,
): Promise<void> {
  return runCommand(script, async () => {
    const { values } = parseOptions(process.argv.slice(2), { ...options, ...common })
    if (!('help' in values)) return run(values as OptionValues<Given>)
    console.log(help)
    return exitCode.done
  })
}
