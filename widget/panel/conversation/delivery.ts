import type { Clock } from './clock.ts'
import type { Failure } from './conversation-state.ts'
import { isRetryable } from './failure.ts'
import type { Entry } from './outbox.ts'
import type { Lock } from './tabs.ts'

/** Tries of one message, after the first, before the visitor is asked to. */
const maxRepeats = 5

/** Milliseconds before the first of them; doubled each time, as far as the last of them. */
const firstPause = 1000

export interface DeliveryDeps {
  /** What waits, oldest first, read anew each time. */
  list(): Entry[]
  /** Sends one message and follows it to its end. Null when it got there. */
  send(entry: Entry, signal: AbortSignal): Promise<Failure | null>
  /** Told for each message that has to wait, until `retry_at` or until it is asked for; `isFinal`: it is to be listed no more. */
  onFailure(entry: Entry, failure: Failure, isFinal: boolean): void
  lock: Lock
  clock: Clock
  /** 0..1 */
  random(): number
}

export interface Delivery {
  /** What waits. */
  list(): Entry[]
  /** There is something to send; during a pause it joins those that wait. */
  start(entry?: Entry): void
  /** Tries now, with all tries ahead. */
  wake(): void
  /** The message that is being sent, or null. */
  current(): string | null
  /** Breaks off what is being sent and the pause, and goes on with what is still listed. */
  skip(): void
  /** Breaks off for good. */
  end(): void
}

/** Sends what waits, one after the other and in one tab at a time, again and again with growing pauses. */
export function createDelivery(deps: DeliveryDeps): Delivery {
  const { list, clock } = deps
  let running: { message_id: string; abort: AbortController } | null = null
  let isPumping = false
  let isEnded = false
  let repeats = 0
  /** Why nothing is sent, while that is so. */
  let pause: Failure | null = null
  let endPause = () => {}

  const resume = () => {
    endPause()
    pause = null
    void pump()
  }

  async function pump(): Promise<void> {
    if (isPumping) return
    isPumping = true
    try {
      while (!pause && !isEnded && list().length > 0) await deps.lock(sendFirst)
    } finally {
      isPumping = false
    }
  }

  async function sendFirst(): Promise<void> {
    const entry = list()[0]
    // Another tab may have sent it meanwhile.
    if (!entry || isEnded || pause) return
    const abort = new AbortController()
    running = { message_id: entry.message_id, abort }
    const failure = await deps.send(entry, abort.signal)
    running = null
    if (abort.signal.aborted) return
    if (!failure) repeats = 0
    else settle(entry, failure)
  }

  function settle(entry: Entry, failure: Failure): void {
    // A limit says itself when it is over, however often.
    const isLast = ++repeats > maxRepeats && failure.code !== 'rate_limited'
    if (!isRetryable(failure) || (isLast && failure.code === 'failed')) {
      repeats = 0
      deps.onFailure(entry, failure, true)
      return
    }
    pause = failure
    const { retry_at = 0, ...rest } = failure
    if (failure.code !== 'offline' && !isLast) {
      const backoff = firstPause * 2 ** Math.min(repeats - 1, maxRepeats - 1) * (1 + deps.random() / 4)
      const until = Math.max(retry_at, clock.now() + Math.round(backoff))
      pause = { ...rest, retry_at: until }
      endPause = clock.after(until - clock.now(), resume)
      // The first try again is so soon that nobody needs to know.
      if (repeats === 1 && !retry_at) return
    } else repeats = 0
    for (const waiting of list()) deps.onFailure(waiting, pause, false)
  }

  const skip = () => {
    repeats = 0
    running?.abort.abort()
    if (pause) resume()
  }

  return {
    list,
    start(entry) {
      if (entry && pause?.retry_at) deps.onFailure(entry, pause, false)
      else if (!pause?.retry_at) resume()
    },
    wake() {
      repeats = 0
      resume()
    },
    current: () => running?.message_id ?? null,
    skip,
    end() {
      isEnded = true
      endPause()
      skip()
    },
  }
}
