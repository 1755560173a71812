import type { VNode } from 'preact'
import { fillText } from '../../texts/fill-text.ts'
import type { Message } from '../conversation/conversation-state.ts'
import { isRetryable } from '../conversation/failure.ts'
import { isArriving } from '../conversation/message.ts'
import { createMarkdownReader } from '../markdown/parse-markdown.ts'
import { FailureNotice } from './failure-notice.tsx'
import { drawBlocks } from './markdown-view.tsx'
import type { PanelProps } from './panel-props.ts'
import { Rating } from './rating.tsx'
import { Sources } from './sources.tsx'
import { Face, speakerOf } from './speaker.tsx'

/** What the visitor wrote, and what became of it when it is not with the server. */
function Question({ message, view }: { message: Message; view: PanelProps }) {
  const { texts } = view
  const { text, status, failure, message_id } = message
  const isKept = status === 'unsent' || status === 'stopped'
  return (
    <>
      <div class={isKept || status === 'queued' ? 'mine kept' : 'mine'}>
        <span class="hidden">{texts.you} : </span>
        {text}
      </div>
      {status === 'sending' && (
        <div class="small kept-why late">
          {texts.sending}
          <Dots />
        </div>
      )}
      {status === 'queued' && <p class="small kept-why">{texts.queued}</p>}
      {isKept && !failure && (
        <p class="small kept-why">
          {status === 'unsent' ? texts.unsent : texts.stopped}
          <button type="button" class="chip" onClick={() => view.act.retry(message_id)}>
            {texts.retry}
          </button>
        </p>
      )}
      {failure && (
        <FailureNotice failure={failure} id={message_id} view={view} canEdit={!isRetryable(failure)} />
      )}
    </>
  )
}

const Dots = () => (
  <div class="dots" aria-hidden="true">
    <i />
    <i />
    <i />
  </div>
)

/** The text as elements; of a text that is arriving, only the last block is read and compared again. */
function drawText({ key, text, status, sources }: Message, { texts, memory }: PanelProps): VNode[] {
  const read = memory.readers.get(key) ?? createMarkdownReader()
  if (status === 'streaming') memory.readers.set(key, read)
  else memory.readers.delete(key)
  return drawBlocks(read(text), { texts, sources: sources.length }, memory.blocks)
}

/** An answer, whole or still arriving: who speaks, that she is an AI, the text, and where it comes from. */
function Answer({ message, view }: { message: Message; view: PanelProps }) {
  const { texts } = view
  const { text, status, failure, sources } = message
  const speaker = speakerOf(view, message.agent)
  const arriving = isArriving(message)
  return (
    <>
      {message.agentChanged && <p class="change">{fillText(texts.agentChanged, { name: speaker.name })}</p>}
      <div class="answer" style={{ '--c': speaker.colour ?? '' }}>
        <Face of={speaker} />
        <div class="who">
          <b>{speaker.name}</b>
          <abbr class="ai" title={texts.badgeMeaning}>
            {texts.badge}
          </abbr>
        </div>
        <div class="text">{text ? drawText(message, view) : <Dots />}</div>
        {!failure && (status === 'partial' || status === 'stopped') && (
          <p class="small">{status === 'partial' ? texts.partial : texts.stopped}</p>
        )}
        {failure && <FailureNotice failure={failure} id={message.message_id} view={view} />}
        {!arriving && <Sources sources={sources} texts={texts} />}
        {!arriving && <Rating message={message} view={view} />}
      </div>
    </>
  )
}

/** What a message's picture depends on beside the message itself, as one value to compare. */
function dependencies({ state, ui, now }: PanelProps, { key, failure }: Message): string {
  const ticks = failure?.retry_at !== undefined && now
  return [
    ui.rated === key && ui.rating,
    ui.thanked === key,
    ui.copied === key,
    ticks,
    state.config?.name,
  ].join()
}

/**
 * One message. An element that is the same object as before is not compared again: while an answer arrives, only
 * its own element is.
 */
export function drawMessage(message: Message, view: PanelProps): VNode {
  const depends = dependencies(view, message)
  const last = view.memory.messages.get(message)
  if (last?.depends === depends) return last.node
  const node = (
    <div class="message" key={message.key} aria-busy={isArriving(message) || undefined}>
      {message.role === 'user' ? (
        <Question message={message} view={view} />
      ) : (
        <Answer message={message} view={view} />
      )}
    </div>
  )
  view.memory.messages.set(message, { depends, node })
  return node
}
