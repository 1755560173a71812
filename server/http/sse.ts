import type { ChatEvent } from '../../contract/chat.ts'

/** Headers of an event stream: never stored, never held back by a proxy. */
export const eventStreamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
}

/** What keeps an idle connection open; clients skip it. */
export const keepAliveComment = ': \n\n'

/**
 * One server-sent event. JSON has no raw CR or LF, so that no text can end a line and forge an event; the
 * event's name is ours. `data` is the event without its type; for `done` it is the reply itself.
 */
export function encodeEvent(event: ChatEvent, id: number): string {
  // Nearly all events are these: no object is made for them.
  if (event.type === 'delta')
    return `id: ${id}\nevent: delta\ndata: {"text":${JSON.stringify(event.text)}}\n\n`
  const { type, ...rest } = event
  const data = event.type === 'done' ? event.reply : rest
  return `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`
}

/** Neighbouring deltas become one: tokens that arrive together leave together. */
export function mergeDeltas(events: readonly ChatEvent[]): ChatEvent[] {
  if (events.length < 2) return [...events]
  const merged: ChatEvent[] = []
  for (const event of events) {
    const last = merged.at(-1)
    if (event.type === 'delta' && last?.type === 'delta') {
      merged[merged.length - 1] = { type: 'delta', text: last.text + event.text }
    } else merged.push(event)
  }
  return merged
}

/** Whether a client asks for a stream: `text/event-stream` in `Accept`, not refused by `q=0`. */
export function wantsEventStream(accept: string | undefined): boolean {
  return /(^|,)\s*text\/event-stream\s*(;(?!\s*q=0(\.0*)?\s*(,|$))[^,]*)?(,|$)/i.test(accept ?? '')
}
