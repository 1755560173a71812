import type { ComponentChildren, VNode } from 'preact'
import { fillText } from '../../texts/fill-text.ts'
import type { Texts } from '../../texts/texts.ts'
import type { Extras } from '../components/panel-props.ts'
import { speakerOf } from '../components/speaker.tsx'
import type { Message } from '../conversation/conversation-state.ts'
import type { Deeds } from '../conversation/follow-up.ts'
import { isArriving } from '../conversation/message.ts'
import { messageLength, messageLimit } from '../conversation/message-length.ts'
import { toSources } from '../conversation/to-sources.ts'
import { type Block, createMarkdownReader } from '../markdown/parse-markdown.ts'
import { drawChoices } from './choices.tsx'
import { drawFailure } from './failure-notice.tsx'
import { drawBlocks } from './markdown-view.tsx'
import type { Marks } from './marks.ts'
import { drawMenu } from './menu.tsx'
import { drawRating } from './rating.tsx'
import { drawSources } from './sources.tsx'

/** The length from which the count is shown. */
const counterFrom = 1800

export interface ExtraDeps {
  texts: Texts
  deeds: Deeds
  marks: Marks
  newConversation(): void
  /** Reads the earlier messages again. */
  load(): void
  /** Draws these messages anew. */
  redraw(messages: readonly Message[]): void
}

/** What the rest of the panel draws. */
export function createExtras({ texts, deeds, marks, newConversation, load, redraw }: ExtraDeps): Extras {
  const blocks = new WeakMap<Block, VNode>()
  /** Readers of answers that are arriving, by the message's key: only the last block of a growing text is read again. */
  const readers = new Map<string, (text: string) => Block[]>()
  /** The answer that has just ended: what stands below it comes a picture later, since all at once keeps a slow phone busy too long. */
  let ending: Message | undefined
  // Expressions are compiled as they are first used: now, not when the first words of an answer come.
  setTimeout(createMarkdownReader(), 0, '1')

  /** Why a message is not with the server, where that is no failure. */
  const drawKept = ({ status, message_id }: Message): VNode => (
    <p class="small kept-why">
      {status === 'queued' ? texts.queued : status === 'unsent' ? texts.unsent : texts.stopped}
      {status !== 'queued' && (
        <button type="button" class="chip" onClick={() => deeds.retry(message_id)}>
          {texts.retry}
        </button>
      )}
    </p>
  )

  return {
    drawChoices: view => drawChoices(view, texts),
    drawMenu: ({ act }) => drawMenu(texts, { newConversation, askForPerson: act.askForPerson }),
    drawTrouble: ({ state }) =>
      state.history === 'failed' && (
        <div class="card" role="status">
          <p>{texts.historyFailed}</p>
          <div>
            <button type="button" class="chip" onClick={load}>
              {texts.retry}
            </button>
          </div>
        </div>
      ),
    drawAbove: ({ agent, agentChanged }, view) =>
      agentChanged && (
        <p class="change">{fillText(texts.agentChanged, { name: speakerOf(view, agent).name })}</p>
      ),
    drawText(message) {
      const { key, text, status, sources } = message
      const read = readers.get(key) ?? createMarkdownReader()
      if (status === 'streaming') readers.set(key, read)
      else if (readers.delete(key)) {
        ending = message
        setTimeout(() => {
          ending = undefined
          redraw([message])
        })
      }
      return drawBlocks(read(text), { texts, sources: toSources(sources).length }, blocks)
    },
    drawBelow(message, view): ComponentChildren[] {
      const { role, status, failure } = message
      const isSettled = !isArriving(message)
      const ofAnswer = role === 'assistant'
      const isReady = ofAnswer && isSettled && ending !== message
      return [
        failure && drawFailure(message, failure, view, { texts, deeds }),
        !ofAnswer && !failure && isSettled && status !== 'done' && drawKept(message),
        ofAnswer && !failure && /^partial|^stopped/.test(status) && (
          <p class="small">{status === 'partial' ? texts.partial : texts.stopped}</p>
        ),
        isReady && drawSources(toSources(message.sources), texts),
        isReady && drawRating(message, texts, marks),
      ]
    },
    countOf(draft) {
      const length = messageLength(draft)
      const count = length > counterFrom ? fillText(texts.counter, { length, limit: messageLimit }) : ''
      return length > messageLimit ? `${count} · ${texts.failure_too_long}` : count
    },
  }
}
