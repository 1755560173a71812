import { AppError } from '../errors.ts'
import type { TurnDeps } from './turn.ts'

/** Longer than a restart, a failover or the half minute of an incident; shorter than a proxy's minute. */
const patienceMilliseconds = 40_000
const longestPause = 1000

export function isAway(error: unknown): boolean {
  return error instanceof AppError && error.code === 'database_unavailable'
}

/**
 * Makes a call that may be repeated again and again while the database is away, for 40 s at most: what a turn has
 * already cost is worth more than the wait. Throws what the call throws, `database_unavailable` only in the end.
 * How many can wait so is bounded: a database that is away lets no new turn begin.
 */
export async function retryWhileAway<T>(
  { clock, wait }: Pick<TurnDeps, 'clock' | 'wait'>,
  call: () => Promise<T>,
): Promise<T> {
  const until = clock() + patienceMilliseconds
  for (let pause = 100; ; pause = Math.min(2 * pause, longestPause)) {
    try {
      return await call()
    } catch (error) {
      if (!isAway(error) || clock() + pause > until) throw error
    }
    await wait(pause)
  }
}
