import type { Source } from '../../../contract/chat.ts'

/**
 * One event of a turn, as far as this panel understands it (contract/chat.ts, `ChatEvent`). `text`: of a delta the
 * piece, of `done` the whole answer. A member that is missing says nothing.
 */
export interface TurnEvent {
  type: 'accepted' | 'agent' | 'sources' | 'delta' | 'done' | 'error'
  text?: string
  agent?: string
  sources?: Source[]
  code?: string
}

const known = /^(accepted|agent|sources|delta|done|error)$/

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Keeps the sources that can be shown: with a title or a quote. */
export const toSources = (values: unknown): Source[] =>
  (Array.isArray(values) ? values : []).flatMap(value => {
    const { page } = value ?? {}
    const [document = '', title, quote = '', section, url] = [
      'document',
      'title',
      'quote',
      'section',
      'url',
    ].map(name => textOf(value?.[name]))
    const source = { document, title: title || document, quote, section, url, page: +page || undefined }
    return source.title || quote ? [source as Source] : []
  })

/**
 * Reads an event out of its name and its JSON. Null for what this panel does not know or cannot read, so that a panel
 * kept in a cache survives a newer server.
 */
export function toTurnEvent(type: string, json: string): TurnEvent | null {
  try {
    const value = JSON.parse(json)
    const { text, message, agent, sources, code } = type === 'done' ? (value.reply ?? value) : value
    const said = textOf(type === 'done' ? message : text)
    if (!known.test(type) || (type === 'done' && !said)) return null
    return {
      type: type as TurnEvent['type'],
      ...(said && { text: said }),
      ...(textOf(agent) && { agent }),
      ...(sources && { sources: toSources(sources) }),
      code: textOf(code),
    }
  } catch {
    return null
  }
}
