import { failureText } from '../../texts/failure-text.ts'
import type { Texts } from '../../texts/texts.ts'
import type { ConversationDeps, Core, FollowUp } from './conversation-contract.ts'
import type { Failure } from './conversation-state.ts'
import { isRetryable } from './failure.ts'
import { settle } from './message.ts'
import type { Entry } from './outbox.ts'

/** Tries of one message, after the first, before the visitor is asked to. */
const maxRepeats = 5

/** Milliseconds before the first of them; doubled each time, as far as the last of them. */
const firstPause = 1000

export interface RetryDeps extends Pick<ConversationDeps, 'clock' | 'emit'> {
  texts: Texts
  /** 0..1 */
  random(): number
}

export interface Retries extends Pick<FollowUp, 'onSent' | 'onAsked' | 'onSkip'> {
  /** Ends the pause, if it has no end of its own. */
  start(): void
  /** Tries now, with all tries ahead. */
  wake(): void
  end(): void
}

/** Sends what did not get through again and again, with growing pauses. */
export function createRetries(core: Core, { clock, texts, emit, random }: RetryDeps): Retries {
  let repeats = 0
  let endPause = () => {}

  const resume = () => {
    endPause()
    core.pause = null
    core.pump()
  }

  function fail({ message_id }: Entry, failure: Failure): void {
    core.change(settle(core.state().messages, message_id, 'failed', failure))
    emit('error', { code: failure.code, message: failureText(texts, failure, clock.now()) })
  }

  function onSent(entry: Entry, failure: Failure | null): void {
    if (!failure) {
      repeats = 0
      return
    }
    const { retry_at = 0, ...rest } = failure
    // A limit says itself when it is over, however often.
    const isLast = ++repeats > maxRepeats && failure.code !== 'rate_limited'
    if (!isRetryable(failure) || (isLast && failure.code === 'failed')) {
      repeats = 0
      core.pause = null
      core.outbox.refuse(entry, failure)
      fail(entry, failure)
      return
    }
    // Without an end of its own, the next message ends it.
    let pause: Failure = rest
    if (failure.code !== 'offline' && !isLast) {
      const backoff = firstPause * 2 ** Math.min(repeats - 1, maxRepeats - 1) * (1 + random() / 4)
      const until = Math.max(retry_at, clock.now() + Math.round(backoff))
      pause = { ...rest, retry_at: until }
      endPause = clock.after(until - clock.now(), resume)
    } else repeats = 0
    core.pause = pause
    // The first try again is so soon that nobody needs to know.
    if (repeats === 1 && !retry_at) return
    for (const waiting of core.list()) fail(waiting, pause)
  }

  return {
    onSent,
    onAsked(entry) {
      if (core.pause?.retry_at) fail(entry, core.pause)
      else resume()
    },
    start: () => core.pause?.retry_at || resume(),
    wake() {
      repeats = 0
      resume()
    },
    onSkip() {
      repeats = 0
      if (core.pause) resume()
    },
    end: () => endPause(),
  }
}
