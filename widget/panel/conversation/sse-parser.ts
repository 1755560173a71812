export interface SseEvent {
  event: string
  data: string
}

/** Longest event kept, in characters: a server that never ends one must not fill the visitor's memory. */
const maxEventLength = 1_000_000

/**
 * Reads server-sent events out of a byte stream that may be cut anywhere: inside a character, a line end or a
 * field (WHATWG HTML, "Interpreting an event stream"). Comments, `id` and `retry` are read over; an event that
 * the stream's end cuts off is dropped, as the standard asks.
 * Returns `push(bytes)`: the events that these bytes complete, in order. Throws RangeError when one is too long.
 */
export function createSseParser(): (bytes: Uint8Array) => SseEvent[] {
  const decoder = new TextDecoder()
  let rest = ''
  let endedWithReturn = false
  let event = ''
  let data: string[] = []
  let length = 0

  return bytes => {
    let text = decoder.decode(bytes, { stream: true })
    if (!text) return []
    // A line end of two characters may arrive in two pieces: the first has ended the line already.
    if (endedWithReturn && text[0] === '\n') text = text.slice(1)
    endedWithReturn = text ? text.endsWith('\r') : false
    const lines = (rest + text).split(/\r\n?|\n/)
    rest = lines.pop() ?? ''
    const events: SseEvent[] = []
    for (const line of lines) {
      if (!line) {
        if (data.length) events.push({ event: event || 'message', data: data.join('\n') })
        event = ''
        data = []
        length = 0
        continue
      }
      const [, field, value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? []
      if (field === 'event') event = value
      if (field === 'data') data.push(value)
      length += line.length
    }
    if (length + rest.length > maxEventLength) throw new RangeError('server-sent event too long')
    return events
  }
}
