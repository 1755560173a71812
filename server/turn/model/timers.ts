/** Time as the turn knows it: tests move it by hand. */
export interface Timers {
  /** Milliseconds of a clock that only goes forward. */
  now(): number
  /** Calls `act` once, in so many milliseconds, unless the returned function is called before. */
  after(milliseconds: number, act: () => void): () => void
}

/** Waits so long on given timers. */
export function pause(timers: Timers, milliseconds: number): Promise<void> {
  return milliseconds <= 0 ? Promise.resolve() : new Promise(resolve => timers.after(milliseconds, resolve))
}

/**
 * Runs a call that may take so long and no longer. Past it the call's signal is aborted, nobody waits for it, and
 * `late` is thrown. `signal`, when given, ends the call too.
 */
export async function withinLimit<T>(
  timers: Timers,
  options: { milliseconds: number; late(): Error; signal?: AbortSignal | undefined },
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, limit.signal]) : limit.signal
  let stop = () => {}
  const over = new Promise<never>((_, reject) => {
    stop = timers.after(options.milliseconds, () => {
      reject(options.late())
      limit.abort()
    })
  })
  try {
    return await Promise.race([call(signal), over])
  } finally {
    stop()
  }
}
