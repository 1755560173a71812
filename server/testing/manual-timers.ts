import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Timers } from '../turn/model/timers.ts'

export interface ManualTimers extends Timers {
  /** Lets all that is ready happen, then moves the clock on, timer by timer. */
  advance(milliseconds: number): Promise<void>
  /** Lets all that is ready happen. */
  settle(): Promise<void>
  /** Moves the clock on, timer by timer, until `work` has ended; throws when nothing is left to wait for. */
  run<T>(work: Promise<T>): Promise<T>
  /** Timers that have not come due. */
  pending(): number
}

/** A clock that stands still until it is moved. */
export function createManualTimers(start = 0): ManualTimers {
  let now = start
  let timers: { due: number; act: () => void }[] = []

  const settle = async () => {
    for (let round = 0; round < 5; round++) await nextTurn()
  }
  const next = () => timers.toSorted((one, other) => one.due - other.due)[0]
  const fire = async (timer: { due: number; act: () => void }) => {
    timers = timers.filter(other => other !== timer)
    now = Math.max(now, timer.due)
    timer.act()
    await settle()
  }
  return {
    now: () => now,
    after(milliseconds, act) {
      const timer = { due: now + milliseconds, act }
      timers.push(timer)
      return () => {
        timers = timers.filter(other => other !== timer)
      }
    },
    settle,
    async advance(milliseconds) {
      await settle()
      const end = now + milliseconds
      for (let timer = next(); timer !== undefined && timer.due <= end; timer = next()) await fire(timer)
      now = end
    },
    async run(work) {
      let ended = false
      const end = () => {
        ended = true
      }
      work.then(end, end)
      await settle()
      // A database answers in its own time: give it a thousand rounds before taking the work for stuck.
      for (let idle = 0; !ended && idle < 1000; ) {
        const timer = next()
        if (timer === undefined) {
          idle++
          await settle()
        } else await fire(timer)
      }
      if (!ended) throw new Error('nothing is left to wait for, and the work has not ended')
      return work
    },
    pending: () => timers.length,
  }
}
