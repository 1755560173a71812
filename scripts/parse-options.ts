import { type ParseArgsConfig, parseArgs } from 'node:util'
import { UsageError } from './command-line.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** Reads a command's options and words. Throws UsageError, which names the option that is unknown or lacks its value. */
export function parseOptions<const Given extends Options>(
  args: readonly string[],
  options: Given,
  { words = 0 }: { words?: number } = {},
) {
  const parsed = (() => {
    try {
      return parseArgs({ args: [...args], options, allowPositionals: true })
    } catch (error) {
      const option = /'(?:-\w, )?(--?[\w-]+)/.exec(error instanceof Error ? error.message : '')?.[1]
      throw new UsageError(option ? `Option inconnue ou mal donnée : ${option}` : 'Arguments mal donnés.')
    }
  })()
  if (parsed.positionals.length > words) throw new UsageError(`Mot en trop : ${parsed.positionals[words]}`)
  return parsed
}
