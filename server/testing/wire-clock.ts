import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import type { Timers } from '../turn/model/timers.ts'
import type { FakeEndpoint } from './fake-providers/fake-endpoint.ts'
import { createManualTimers } from './manual-timers.ts'

export interface WireClock extends Timers {
  /**
   * Moves the clock on, timer by timer, until `work` has ended. `silent`: a call that a provider leaves open is one that
   * it will say nothing to; otherwise the clock stands still while any call is open.
   */
  run<T>(work: Promise<T>, options?: { silent?: boolean }): Promise<T>
  advance(milliseconds: number): Promise<void>
  /** Timers that have not come due. */
  pending(): number
}

/** Milliseconds of the machine's own time in which nothing may happen before the clock is moved. */
const quiet = 25

/**
 * A clock for turns over real sockets: it stands still while anything happens on them, and jumps to the next timer
 * when nothing does. So "at once" is 0 ms and a pause of 2 s is 2,000 ms, on a busy machine too.
 */
export function createWireClock(endpoints: readonly FakeEndpoint[]): WireClock {
  const timers = createManualTimers()
  let changes = 0
  const seen = () =>
    [changes, ...endpoints.flatMap(({ calls, open, aborted }) => [calls, open, aborted])].join()

  async function rests(): Promise<boolean> {
    const before = seen()
    await delay(quiet)
    for (let round = 0; round < 10; round++) await nextTurn()
    return seen() === before
  }
  return {
    now: timers.now,
    after(milliseconds, act) {
      changes++
      const stop = timers.after(milliseconds, act)
      return () => {
        changes++
        stop()
      }
    },
    async run(work, { silent = false } = {}) {
      let ended = false
      const end = () => {
        ended = true
      }
      work.then(end, end)
      while (!ended) {
        const open = endpoints.some(endpoint => endpoint.open > 0)
        if ((await rests()) && !ended && (silent || !open)) await timers.advanceToNext()
      }
      return work
    },
    advance: timers.advance,
    pending: timers.pending,
  }
}
