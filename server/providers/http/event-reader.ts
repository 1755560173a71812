import { createParser } from 'eventsource-parser'

export interface StreamEvent {
  event: string | undefined
  data: string
}

export interface EventReader {
  /** The events that these bytes complete. Throws RangeError when one grows beyond the limit. */
  feed(bytes: Uint8Array): StreamEvent[]
  /** At the end of the stream: an event that only lacks its blank line. */
  finish(): StreamEvent[]
}

/**
 * Reads server-sent events from bytes cut anywhere: one streaming UTF-8 decoder and a parser of the WHATWG algorithm
 * (failures.md row 33). Comments vanish.
 */
export function createEventReader(maxEventCharacters: number): EventReader {
  const decoder = new TextDecoder()
  let events: StreamEvent[] = []
  let tooLarge = false
  const parser = createParser({
    maxBufferSize: maxEventCharacters,
    onEvent: ({ event, data }) => events.push({ event, data }),
    onError: error => {
      tooLarge ||= error.type === 'max-buffer-size-exceeded'
    },
  })
  const feed = (text: string): StreamEvent[] => {
    parser.feed(text)
    if (tooLarge) throw new RangeError(`an event of more than ${maxEventCharacters} characters`)
    const complete = events
    events = []
    return complete
  }
  return {
    feed: bytes => feed(decoder.decode(bytes, { stream: true })),
    finish: () => feed(`${decoder.decode()}\n\n`),
  }
}
