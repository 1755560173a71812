import { type ParseArgsConfig, parseArgs } from 'node:util'
import { UsageError } from './command-line.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/**
 * Reads a command's options and words; a negative number may be an option's value. Throws UsageError, which names the option
 * that is unknown, lacks its value, or stands before npm's own `--`.
 */
export function parseOptions<const Given extends Options>(
  args: readonly string[],
  options: Given,
  { words = 0, env = process.env }: { words?: number; env?: NodeJS.ProcessEnv } = {},
) {
  const kept = findKept(args, options, env)
  if (kept !== undefined)
    throw new UsageError(
      `npm a gardé --${kept} pour lui : mets -- avant les options (npm run … -- --${kept}).`,
    )
  const parsed = (() => {
    try {
      return parseArgs({ args: joinNegative(args), options, allowPositionals: true })
    } catch (error) {
      const option = /'(?:-\w, )?(--?[\w-]+)/.exec(error instanceof Error ? error.message : '')?.[1]
      throw new UsageError(option ? `Option inconnue ou mal donnée : ${option}` : 'Arguments mal donnés.')
    }
  })()
  if (parsed.positionals.length > words) throw new UsageError(`Mot en trop : ${parsed.positionals[words]}`)
  return parsed
}

/**
 * An option of the command's that npm took for one of its own, without `--` before it: it then stands in the environment. `yes` may
 * also stand in an .npmrc.
 */
function findKept(args: readonly string[], options: Options, env: NodeJS.ProcessEnv): string | undefined {
  if (!env.npm_lifecycle_event) return undefined
  const isGiven = (name: string) => args.some(word => word === `--${name}` || word.startsWith(`--${name}=`))
  return Object.keys(options).find(
    name => name !== 'yes' && env[`npm_config_${name.replaceAll('-', '_')}`] !== undefined && !isGiven(name),
  )
}

/** `--priority -3` is a value that parseArgs takes for an option. */
function joinNegative(args: readonly string[]): string[] {
  const joined: string[] = []
  for (const word of args) {
    const before = joined.at(-1)
    if (/^-\d+$/.test(word) && before !== undefined && /^--[\w-]+$/.test(before))
      joined[joined.length - 1] = `${before}=${word}`
    else joined.push(word)
  }
  return joined
}
