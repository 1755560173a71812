#!/usr/bin/env node
// The image's health check: asks /health of the server in the same container and ends with 0 when it answers 2xx.
// In the image it is also called `curl`, because compose files written for v2 check with
// `curl -f http://localhost:8000/health`: it answers that use and no other. The real curl would add 10 MB.
import { readEnvironment } from '../../server/read-environment.ts'

/** Exit codes, curl's own: a failed address or option, no connection, an error status, no answer in time. */
const exitCode = { done: 0, usage: 2, refused: 7, error: 22, late: 28 } as const
/** Docker gives the check five seconds and then kills it without a word. */
const timeoutMilliseconds = 4500

/**
 * The address to ask: the one given, which must be this container's own, or else where the configuration says that the
 * server listens. Null when the arguments ask for something that only the real curl can do.
 */
export function toHealthUrl(args: readonly string[], env: Record<string, string | undefined>): URL | null {
  const addresses = args.filter(argument => !/^(-[fsS]+|--fail|--silent|--show-error)$/.test(argument))
  const [address] = addresses
  if (address === undefined) return ownHealthUrl(env)
  if (addresses.length > 1 || !URL.canParse(address)) return null
  const url = new URL(address)
  return url.protocol === 'http:' && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname)
    ? url
    : null
}

/** As config.ts reads it: PORT before API_PORT, and an empty variable counts as absent. */
function ownHealthUrl(env: Record<string, string | undefined>): URL {
  const port = env.PORT?.trim() || env.API_PORT?.trim() || '8000'
  const host = env.API_HOST?.trim() || '0.0.0.0'
  const own = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return new URL(`http://${own.includes(':') ? `[${own}]` : own}:${port}/health`)
}

/** Asks, prints the answer's body, and returns the exit code. */
async function checkHealth(args: readonly string[]): Promise<number> {
  const url = toHealthUrl(args, readEnvironment(process.cwd(), process.env))
  if (url === null) {
    console.error(
      'This is no curl: it only checks the health of this container (curl -f http://localhost:8000/health).',
    )
    return exitCode.usage
  }
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMilliseconds) })
    console.log(await response.text())
    return response.ok ? exitCode.done : exitCode.error
  } catch (error) {
    console.error(`${url}: ${error instanceof Error ? String(error.cause ?? error) : error}`)
    return error instanceof Error && error.name === 'TimeoutError' ? exitCode.late : exitCode.refused
  }
}

if (import.meta.main) process.exitCode = await checkHealth(process.argv.slice(2))
