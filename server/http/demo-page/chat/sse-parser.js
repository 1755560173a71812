/**
 * @typedef {{ event: string, data: string }} SseEvent
 */

/** Longest event kept, in characters: a server that never ends one must not fill the visitor's memory. */
const maxEventLength = 1_000_000

/**
 * Reads server-sent events out of a byte stream that may be cut anywhere: inside a character, a line end or a
 * field (WHATWG HTML, "Interpreting an event stream"). Comments, `id` and `retry` are read over; an event that
 * the stream's end cuts off is dropped, as the standard asks.
 * Returns `push(bytes)`: the events that these bytes complete, in order. Throws RangeError when one is too long.
 */
export function createSseParser() {
  const decoder = new TextDecoder()
  let rest = ''
  let endedWithReturn = false
  let event = ''
  /** @type {string[]} */
  let data = []
  let length = 0

  /** @param {string} line @returns {SseEvent | null} */
  function takeLine(line) {
    if (line === '') return takeEvent()
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (field === 'event') event = value
    if (field === 'data') data.push(value)
    length += line.length
    return null
  }

  /** @returns {SseEvent | null} */
  function takeEvent() {
    const complete = data.length > 0 ? { event: event || 'message', data: data.join('\n') } : null
    event = ''
    data = []
    length = 0
    return complete
  }

  /** @param {Uint8Array} bytes @returns {SseEvent[]} */
  function push(bytes) {
    let text = decoder.decode(bytes, { stream: true })
    if (text === '') return []
    // A line end of two characters may arrive in two pieces: the first has ended the line already.
    const ended = endedWithReturn
    endedWithReturn = text.endsWith('\r')
    if (ended && text.startsWith('\n')) text = text.slice(1)
    const lines = (rest + text).split(/\r\n|\r|\n/)
    rest = lines.pop() ?? ''
    const events = lines.map(takeLine).filter(complete => complete !== null)
    if (length + rest.length > maxEventLength) throw new RangeError('server-sent event too long')
    return events
  }

  return { push }
}
