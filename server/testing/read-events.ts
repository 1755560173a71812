/** One server-sent event as a client of the WHATWG standard sees it. */
export interface ReceivedEvent {
  id: string
  event: string
  data: string
}

/** Decodes a whole event stream by the standard's rules: LF, CR or CRLF end a line, `:` starts a comment. */
export function decodeEvents(text: string): ReceivedEvent[] {
  const events: ReceivedEvent[] = []
  let id = ''
  let event = ''
  let data: string[] = []
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line === '') {
      if (data.length > 0) events.push({ id, event: event || 'message', data: data.join('\n') })
      event = ''
      data = []
      continue
    }
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') event = value
    else if (field === 'data') data.push(value)
    else if (field === 'id') id = value
  }
  return events
}
