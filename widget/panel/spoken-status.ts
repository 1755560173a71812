import { failureText } from '../texts/failure-text.ts'
import { fillText } from '../texts/fill-text.ts'
import type { PanelProps } from './components/panel-props.ts'
import { speakerOf } from './components/speaker.tsx'
import { isArriving } from './conversation/message.ts'

type View = Pick<PanelProps, 'state' | 'texts' | 'ui' | 'now'>

/** Changes when there is something new to tell; a countdown or another word of an answer is nothing new. */
export function statusKey({ state: { messages, history } }: View): string {
  const last = messages.at(-1)
  return [history, last?.key, last?.status, last?.agent, last?.failure?.code].join()
}

/** What a screen reader is told beside the messages themselves: who is busy answering, or why nobody is. */
export function statusText(view: View): string {
  const { state, texts, now } = view
  const last = state.messages.at(-1)
  if (last?.failure) return failureText(texts, last.failure, now)
  if (!last || !isArriving(last)) return ''
  if (last.role === 'user') return texts.sending
  return last.agent ? fillText(texts.writing, { name: speakerOf(view, last.agent).name }) : texts.thinking
}
