import { setTimeout as delay } from 'node:timers/promises'
import { type RefreshRequest, refreshWeb } from './refresh-web.ts'

const hourMilliseconds = 3_600_000
/** Servers that start together do not ask together, and a start is not slowed. */
const startMilliseconds = 60_000

export interface KeepWebFresh extends Omit<RefreshRequest, 'everySeconds' | 'now' | 'wait' | 'signal'> {
  /** Between two refreshes of one address; 0 is never. */
  hours: number
  /** From 0 to 1. */
  random(): number
  onError(error: unknown): void
  signal: AbortSignal
}

/**
 * Looks soon after the start and then every hour, give or take a tenth, what of the web is due to be read again, and reads it.
 * A failure is told, and tried again an hour later. Resolves once `signal` is aborted; keeps no process alive.
 */
export async function keepWebFresh({
  hours,
  random,
  onError,
  signal,
  ...request
}: KeepWebFresh): Promise<void> {
  if (hours === 0) return
  const wait = (milliseconds: number) => delay(milliseconds, undefined, { signal, ref: false })
  // A little less, so that hourly looks make it every so many hours, and not one more.
  const everySeconds = hours * 3600 - 900
  let pause = startMilliseconds * random()
  while (!signal.aborted) {
    try {
      await wait(pause)
      await refreshWeb({ ...request, everySeconds, now: () => performance.now(), wait, signal })
    } catch (error) {
      if (signal.aborted) return
      onError(error)
    }
    pause = hourMilliseconds * (0.9 + 0.2 * random())
  }
}
