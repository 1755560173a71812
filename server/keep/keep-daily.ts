import { setTimeout as delay } from 'node:timers/promises'
import type { Database } from '../ports/database.ts'
import { applyRetentionOnce, type KeptOutcome } from './apply-retention-once.ts'

const hourMilliseconds = 3_600_000
/** Servers that start together do not ask together. */
const startMilliseconds = 30_000

export interface KeepDaily {
  database: Database
  /** Days that messages are kept; 0 keeps them. */
  days: number
  /** From 0 to 1. */
  random(): number
  /** After each day's work of this process. */
  onKept(outcome: KeptOutcome): void
  onError(error: unknown): void
  signal: AbortSignal
}

/**
 * Looks soon after the start and then every hour, give or take a tenth, whether the day's work is to be done, and does
 * it. A failure is told, and tried again an hour later. Resolves once `signal` is aborted; keeps no process alive.
 */
export async function keepDaily(deps: KeepDaily): Promise<void> {
  const { database, days, random, onKept, onError, signal } = deps
  const wait = (milliseconds: number) => delay(milliseconds, undefined, { signal, ref: false })
  let pause = startMilliseconds * random()
  while (!signal.aborted) {
    try {
      await wait(pause)
      const outcome = await applyRetentionOnce({ database, days, wait, clock: () => performance.now() })
      if (outcome !== null) onKept(outcome)
    } catch (error) {
      if (signal.aborted) return
      onError(error)
    }
    pause = hourMilliseconds * (0.9 + 0.2 * random())
  }
}
