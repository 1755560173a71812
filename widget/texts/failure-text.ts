import type { Failure } from '../panel/conversation/conversation-state.ts'
import { fillText } from './fill-text.ts'
import type { Texts } from './texts.ts'

/** A time to come, as short as it is read: `42 s`, `3 min`; never less than a second. `milliseconds` from now. */
export function formatWait(milliseconds: number): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000))
  // A space that does not break keeps number and unit on one line.
  return seconds < 100 ? `${seconds}\u00A0s` : `${Math.ceil(seconds / 60)}\u00A0min`
}

/** What the visitor reads when something did not work; `now` in milliseconds since the epoch, for the countdown. */
export function failureText(texts: Texts, failure: Failure, now: number): string {
  const wait = formatWait((failure.retry_at ?? now) - now)
  return failure.detail ?? fillText(texts[`failure_${failure.code}`], { wait })
}
