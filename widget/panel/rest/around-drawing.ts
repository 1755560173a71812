import { failureText } from '../../texts/failure-text.ts'
import { fillText } from '../../texts/fill-text.ts'
import type { Texts } from '../../texts/texts.ts'
import type { PanelProps } from '../components/panel-props.ts'
import { speakerOf } from '../components/speaker.tsx'
import type { ConversationState, Message } from '../conversation/conversation-state.ts'
import type { Deeds } from '../conversation/follow-up.ts'
import { isArriving } from '../conversation/message.ts'

/** How many messages are drawn at first, and how many older ones at a time when the visitor scrolls up to them. */
const messagesAtOnce = 50
/** How near to the oldest message drawn the visitor scrolls before older ones are drawn, in CSS pixels. */
const nearTop = 600
/** How long what a screen reader was told stays, in milliseconds: longer, and it would be read twice by who looks around. */
const saidFor = 5000
/** How long after an answer's end it is read out, in milliseconds: the pictures of its end are made by then. */
const readOutAfter = 100
/** How often a countdown is drawn, in milliseconds. */
const tickEvery = 250

export interface AroundDeps extends Pick<Deeds, 'loadOlder'> {
  view: PanelProps
  texts: Texts
  /** What holds the panel, and what scrolls in it. */
  place: HTMLElement
  scroll: HTMLElement
  /** Draws at once. */
  draw(): void
  paint(): void
}

export interface AroundDrawing {
  /** `before`: the conversation in the picture before. */
  beforeDraw(before: ConversationState): void
  afterDraw(before: ConversationState): void
  end(): void
}

/** What goes along with each picture: what a screen reader is told, countdowns, older messages near the top. */
export function createAroundDrawing(deps: AroundDeps): AroundDrawing {
  const { view, texts, place, scroll, draw, paint, loadOlder } = deps
  const { ui } = view
  let told = ''
  let said = ''
  let hush: ReturnType<typeof setTimeout> | undefined
  let tick: ReturnType<typeof setTimeout> | undefined
  let read: ReturnType<typeof setTimeout> | undefined

  /** What a screen reader is told beside the messages themselves: who is busy answering, or why nobody is. */
  function statusOf(last: Message | undefined): string {
    if (last?.failure) return failureText(texts, last.failure, Date.now())
    if (!last || !isArriving(last)) return ''
    if (last.role === 'user') return texts.sending
    return last.agent ? fillText(texts.writing, { name: speakerOf(view, last.agent).name }) : texts.thinking
  }

  /** Has a screen reader read out the answer that is complete since the picture before: once, whole. History is not. */
  function readOut(before: ConversationState): void {
    const { messages, history } = view.state
    const at = messages.findLastIndex(({ role }) => role === 'assistant')
    const answer = messages[at]
    if (answer?.status !== 'done' || before.history !== history) return
    const was = before.messages.findLast(({ key }) => key === answer.key)
    if (was?.status === 'done') return
    const { name } = speakerOf(view, answer.agent)
    const element = place.querySelectorAll('.message')[at - ui.hidden]?.querySelector<HTMLElement>('.text')
    // Reading the text out of a long answer takes the browser as long as drawing it.
    read = setTimeout(() => {
      // biome-ignore lint/performance/useDomNodeTextContent: the ends of lines are heard, and this is once an answer
      const text = element?.innerText ?? ''
      ui.said = `${name}, ${texts.badge}. ${text}`
      paint()
    }, readOutAfter)
  }

  /** Near the top, draws older messages above those that are there, which stay where they are; or asks for them. */
  function showOlder(): void {
    const { scrollTop, scrollHeight } = scroll
    if (scrollTop >= nearTop) return
    if (!ui.hidden) return void loadOlder()
    ui.hidden = Math.max(0, ui.hidden - messagesAtOnce)
    draw()
    scroll.scrollTop = scrollTop + scroll.scrollHeight - scrollHeight
  }

  scroll.addEventListener('scroll', showOlder)
  return {
    beforeDraw(before) {
      const { messages, history } = view.state
      const first = messages.findIndex(({ key }) => key === before.messages[0]?.key)
      ui.hidden = first < 0 ? Math.max(0, messages.length - messagesAtOnce) : ui.hidden + first
      // A countdown or another word of an answer is nothing new to tell.
      const last = messages.at(-1)
      const key = [history, last?.key, last?.status, last?.agent, last?.failure?.code].join()
      if (key !== told) ui.said = statusOf(last)
      told = key
    },
    afterDraw(before) {
      const { messages } = view.state
      readOut(before)
      if (messages.length > before.messages.length) showOlder()
      if (ui.said !== said) {
        said = ui.said
        clearTimeout(hush)
        hush = setTimeout(() => {
          ui.said = ''
          paint()
        }, saidFor)
      }
      clearTimeout(tick)
      const now = Date.now()
      if (messages.some(({ failure }) => failure?.retry_at && failure.retry_at > now))
        tick = setTimeout(paint, tickEvery)
    },
    end() {
      for (const timer of [hush, tick, read]) clearTimeout(timer)
    },
  }
}
