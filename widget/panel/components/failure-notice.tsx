import { failureText, formatWait } from '../../texts/failure-text.ts'
import { fillText } from '../../texts/fill-text.ts'
import type { Failure } from '../conversation/conversation-state.ts'
import { parseInline } from '../markdown/parse-inline.ts'
import { OwnLine } from './markdown-view.tsx'
import type { PanelProps } from './panel-props.ts'

/** Failures in which the team can be reached elsewhere. */
const outages = ['unavailable', 'unreachable', 'timeout', 'failed']

interface FailureProps {
  failure: Failure
  id: string
  view: PanelProps
  /** Of a question that will hardly get through as it is. */
  canEdit?: boolean
}

/** Why a message got no answer, with a button that tries again and counts down to when it may. */
export function FailureNotice({ failure, id, view, canEdit }: FailureProps) {
  const { texts, state, now, act } = view
  const { code, retry_at: time } = failure
  const waits = time !== undefined && time > now
  const contact = outages.includes(code) && state.config?.contact
  return (
    // Counted down in silence: what is said aloud is said once, by the status line.
    <div class="card failure" aria-live="off">
      <p>{failureText(texts, failure, now)}</p>
      {contact && <OwnLine line={parseInline(fillText(texts.contact, { contact }))} texts={texts} />}
      <div>
        <button type="button" class="chip" disabled={waits} onClick={() => act.retry(id)}>
          {waits ? fillText(texts.retryIn, { wait: formatWait(time - now) }) : texts.retry}
        </button>
        {canEdit && (
          <button type="button" class="chip" onClick={() => act.edit(id)}>
            {texts.edit}
          </button>
        )}
      </div>
    </div>
  )
}
