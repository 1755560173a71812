import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Timers } from '../turn/model/timers.ts'

export interface ManualTimers extends Timers {
  /** Lets all that is ready happen, then moves the clock on, timer by timer. */
  advance(milliseconds: number): Promise<void>
  /** Moves the clock on to the next timer and lets it act; nothing when there is none. */
  advanceToNext(): Promise<void>
  /** Lets all that is ready happen. */
  settle(): Promise<void>
  /** Moves the clock on, timer by timer, until `work` has ended; throws when nothing is left to wait for. */
  run<T>(work: Promise<T>): Promise<T>
  /** Timers that have not come due. */
  pending(): number
}

/** Milliseconds for what happens outside of this clock, a database on a busy machine: more means that nothing will. */
const patience = 20_000

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
    async advanceToNext() {
      const timer = next()
      if (timer !== undefined) await fire(timer)
    },
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
      let idleSince = performance.now()
      while (!ended && performance.now() - idleSince < patience) {
        const timer = next()
        if (timer === undefined) await settle()
        else {
          await fire(timer)
          idleSince = performance.now()
        }
      }
      if (!ended) throw new Error('nothing is left to wait for, and the work has not ended')
      return work
    },
    pending: () => timers.length,
  }
}
