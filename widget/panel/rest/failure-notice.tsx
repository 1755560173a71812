import type { VNode } from 'preact'
import { failureText, formatWait } from '../../texts/failure-text.ts'
import { fillText } from '../../texts/fill-text.ts'
import type { Texts } from '../../texts/texts.ts'
import type { PanelProps } from '../components/panel-props.ts'
import type { Failure, Message } from '../conversation/conversation-state.ts'
import { isRetryable } from '../conversation/failure.ts'
import type { Deeds } from '../conversation/follow-up.ts'
import { parseInline } from '../markdown/parse-inline.ts'
import { drawOwnLine } from './markdown-view.tsx'

/** Failures in which the team can be reached elsewhere. */
const outages = /^(un|time|failed)/

/** Why a message got no answer, with a button that tries again and counts down to when it may. */
export function drawFailure(
  { role, message_id }: Message,
  failure: Failure,
  { state, now = Date.now() }: PanelProps,
  { texts, deeds }: { texts: Texts; deeds: Deeds },
): VNode {
  const { code, retry_at: time } = failure
  const waits = time !== undefined && time > now
  const contact = outages.test(code) && state.config?.contact
  return (
    // Counted down in silence: what is said aloud is said once, by the status line.
    <div class="card failure" aria-live="off">
      <p>{failureText(texts, failure, now)}</p>
      {contact && drawOwnLine(parseInline(fillText(texts.contact, { contact })), texts)}
      <div>
        <button type="button" class="chip" disabled={waits} onClick={() => deeds.retry(message_id)}>
          {waits ? fillText(texts.retryIn, { wait: formatWait(time - now) }) : texts.retry}
        </button>
        {/* A question that will hardly get through as it is. */}
        {role === 'user' && !isRetryable(failure) && (
          <button type="button" class="chip" onClick={() => deeds.edit(message_id)}>
            {texts.edit}
          </button>
        )}
      </div>
    </div>
  )
}
