import { type ComponentChildren, Fragment, type VNode } from 'preact'
import type { Message } from '../conversation/conversation-state.ts'
import { isArriving } from '../conversation/message.ts'
import type { PanelProps } from './panel-props.ts'
import { drawBadge, drawFace, speakerOf } from './speaker.tsx'

const drawDots = (): VNode => (
  <div class="dots" aria-hidden="true">
    <i />
    <i />
    <i />
  </div>
)

/** What the visitor wrote, and what became of it when it is not with the server. */
function drawQuestion(message: Message, view: PanelProps): ComponentChildren[] {
  const { texts, extras } = view
  const { text, status } = message
  return [
    <div class={/^[uq]|^stop/.test(status) ? 'mine kept' : 'mine'}>
      <span class="hidden">{texts.you} : </span>
      {text}
    </div>,
    status === 'sending' && (
      <div class="small kept-why late">
        {texts.sending}
        {drawDots()}
      </div>
    ),
    extras
      ? extras.drawBelow(message, view)
      : status === 'unsent' && <p class="small kept-why">{texts.unsent}</p>,
  ]
}

/** An answer, whole or still arriving: who speaks, that she is an AI, the text, and where it comes from. */
function drawAnswer(message: Message, view: PanelProps): ComponentChildren[] {
  const { extras } = view
  const { text, agent } = message
  const speaker = speakerOf(view, agent)
  return [
    extras?.drawAbove(message, view),
    <div class="answer" style={{ '--c': speaker.colour ?? '' }}>
      {drawFace(speaker)}
      <div class="who">
        <b>{speaker.name}</b>
        {drawBadge(view)}
      </div>
      <div class="text">{text ? extras ? extras.drawText(message, view) : <p>{text}</p> : drawDots()}</div>
      {extras?.drawBelow(message, view)}
    </div>,
  ]
}

/**
 * One message. A fragment that is the same object as before is not compared again: while an answer arrives, only
 * its own one is.
 */
export function drawMessage(message: Message, view: PanelProps): VNode {
  const { memory } = view
  // A countdown is another one in each picture.
  const last = message.failure?.retry_at ? undefined : memory.get(message)
  const node = last ?? (
    <Fragment key={message.key}>
      <div class="message" aria-busy={isArriving(message) || undefined}>
        {message.role === 'user' ? drawQuestion(message, view) : drawAnswer(message, view)}
      </div>
    </Fragment>
  )
  memory.set(message, node)
  return node
}
