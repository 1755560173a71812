import { setTimeout as delay } from 'node:timers/promises'
import type { Config } from './config.ts'
import { type KeyProblem, toKeyProblem } from './key-problem.ts'
import { checkKeys, type Vendor } from './providers/check-keys.ts'
import { createHttpPool } from './providers/http/http-pool.ts'
import type { Logger } from './telemetry/logger.ts'

/** Milliseconds between two looks at the keys, while all is well and while one is not. */
const checkEvery = { well: 600_000, ill: 30_000 }

/** What is known of the keys. */
export interface WatchedKeys {
  /** By now. */
  problems(): KeyProblem[]
  /** Resolves when each has been looked at once, or so many milliseconds after the beginning. */
  looked(milliseconds: number): Promise<void>
  stop(): void
}

/** Asks every vendor whether its key is good, now and again; warns when one stops being so, and says when it is back. */
export function watchKeys(
  { providers: { aiSdk, transformers, ...vendors } }: Pick<Config, 'providers'>,
  logger: Pick<Logger, 'warn' | 'info'>,
): WatchedKeys {
  const pool = createHttpPool()
  const end = new AbortController()
  const began = performance.now()
  const problems = new Map<Vendor, KeyProblem>()
  const unused: readonly Vendor[] = [
    ...(aiSdk ? (['openrouter'] as const) : []),
    ...(transformers ? (['openai'] as const) : []),
  ]
  const note = (vendor: Vendor, problem: KeyProblem | null) => {
    const before = problems.get(vendor)
    problems.delete(vendor)
    if (problem === null) {
      if (before) logger.info({ vendor }, `${vendor} : le fournisseur répond, tout est rentré dans l’ordre`)
      return
    }
    problems.set(vendor, problem)
    const { line, reason, status } = problem
    if (reason !== before?.reason) logger.warn({ vendor, reason, status }, line)
  }
  const look = async () => {
    const checks = checkKeys(vendors, pool).map(async checking => {
      const check = await checking
      if (end.signal.aborted || unused.includes(check.vendor)) return
      note(check.vendor, toKeyProblem(check, vendors[check.vendor]))
    })
    await Promise.all(checks)
  }
  const first = look()
  const watch = async () => {
    await first
    while (!end.signal.aborted) {
      const pause = problems.size > 0 ? checkEvery.ill : checkEvery.well
      await delay(pause, undefined, { signal: end.signal, ref: false })
      await look()
    }
  }
  watch().catch(error => {
    if (!end.signal.aborted) logger.warn({ error }, 'keys are not watched any more')
  })
  return {
    problems: () => [...problems.values()],
    async looked(milliseconds) {
      const left = Math.max(0, milliseconds - (performance.now() - began))
      await Promise.race([first.catch(() => {}), delay(left, undefined, { ref: false })])
    },
    stop() {
      end.abort()
      pool.close()
    },
  }
}
