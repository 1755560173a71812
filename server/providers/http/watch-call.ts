import { ProviderError } from '../../ports/provider-error.ts'
import { type Deadlines, defaultDeadlines, type HttpCall } from './http-call.ts'

/** Node fires timers beyond this at once. */
const longestTimer = 2 ** 31 - 1

/** The clocks and the signal of one call: whichever comes first calls `onStop`, once. */
export interface CallWatch {
  /** A connection is being made anew: its clock starts over. */
  connecting(): void
  /** The connection stands. */
  connected(): void
  /** An event with data came: the idle clock starts over. */
  data(): void
  /** The first token came: its clock is done, the idle clock runs. */
  firstToken(): void
  /** From here on `milliseconds` without data are enough (what is left is a formality). */
  closing(milliseconds: number): void
  /** Ends all clocks; nothing is called after. */
  end(): void
}

/**
 * Watches one call from now on. Clocks: connect, first token, idle between events with data, total; and the caller's
 * signal, whose abort is `cancelled` (`timeout` when it was AbortSignal.timeout's).
 */
export function watchCall(call: HttpCall, onStop: (error: ProviderError) => void): CallWatch {
  const { provider, model, signal } = call
  const limit = (name: keyof Deadlines) =>
    Math.min(call.deadlines?.[name] ?? defaultDeadlines[name], longestTimer)
  const stop = (failure: 'timeout' | 'cancelled' | 'unreachable', what: string) => {
    end()
    const retryable = failure !== 'cancelled'
    onStop(new ProviderError(failure, { provider, model, retryable, message: `${provider}: ${what}` }))
  }
  const onAbort = () => {
    const byTime = signal?.reason instanceof Error && signal.reason.name === 'TimeoutError'
    if (byTime) stop('timeout', "not done within the caller's time")
    else stop('cancelled', 'cancelled by the caller')
  }
  const timer = (milliseconds: number, what: string, failure: 'timeout' | 'unreachable' = 'timeout') =>
    setTimeout(() => stop(failure, `${what} within ${milliseconds} ms`), milliseconds)

  const toConnect = () => timer(limit('connect'), 'no connection', 'unreachable')
  let connect = toConnect()
  const first = timer(limit('firstToken'), 'no first token')
  const total = timer(limit('total'), 'not done')
  let idle: NodeJS.Timeout | undefined
  let allowed = limit('idle')
  let heard = 0
  let begun = false

  /** Looks when the clock may have run out: to set a timer anew at each token costs more than to note the instant. */
  function watchIdle(milliseconds: number) {
    idle = setTimeout(() => {
      const left = heard + allowed - performance.now()
      if (left > 0) watchIdle(Math.ceil(left))
      else stop('timeout', `no data within ${allowed} ms`)
    }, milliseconds)
  }
  function end() {
    for (const running of [connect, first, total, idle]) clearTimeout(running)
    signal?.removeEventListener('abort', onAbort)
  }
  function closing(milliseconds: number) {
    clearTimeout(idle)
    allowed = milliseconds
    heard = performance.now()
    watchIdle(milliseconds)
  }
  signal?.addEventListener('abort', onAbort, { once: true })
  if (signal?.aborted) queueMicrotask(onAbort)
  return {
    connecting() {
      clearTimeout(connect)
      connect = toConnect()
    },
    connected: () => clearTimeout(connect),
    data() {
      heard = performance.now()
      if (idle === undefined) watchIdle(allowed)
    },
    firstToken() {
      if (!begun) clearTimeout(first)
      begun = true
    },
    closing,
    end,
  }
}
