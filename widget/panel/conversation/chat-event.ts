import type { ChatEvent, Source } from '../../../contract/chat.ts'

type Members = Record<string, unknown>

const isMembers = (value: unknown): value is Members =>
  !!value && typeof value === 'object' && !Array.isArray(value)

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Keeps the sources that can be shown: with a title or a quote. */
export function toSources(value: unknown): Source[] {
  if (!Array.isArray(value)) return []
  return value.filter(isMembers).flatMap(({ document, title, quote, section, url, page }) => {
    const source: Source = {
      document: textOf(document),
      title: textOf(title) || textOf(document),
      quote: textOf(quote),
    }
    if (!source.title && !source.quote) return []
    if (textOf(section)) source.section = textOf(section)
    if (textOf(url)) source.url = textOf(url)
    if (Number.isInteger(page)) source.page = Number(page)
    return [source]
  })
}

/** A whole reply, from JSON or from `done`; null when it holds no answer. */
export function toDone(value: unknown): ChatEvent | null {
  if (!isMembers(value) || typeof value.message !== 'string') return null
  const reply = {
    conversation_id: textOf(value.conversation_id),
    message_id: textOf(value.message_id),
    message: value.message,
    agent: textOf(value.agent) || 'escalate',
    confidence: Number(value.confidence) || 0,
    reasoning: textOf(value.reasoning),
    sources: toSources(value.sources),
    timestamp: textOf(value.timestamp),
  }
  return { type: 'done', reply }
}

/**
 * Reads one server-sent event of a turn. Null for what this panel does not know or cannot read, so that a panel
 * kept in a cache survives a newer server.
 */
export function decodeChatEvent({ event, data }: { event: string; data: string }): ChatEvent | null {
  let value: unknown
  try {
    value = JSON.parse(data)
  } catch {
    return null
  }
  if (!isMembers(value)) return null
  const { conversation_id, message_id, agent, text, code, message, reply } = value
  switch (event) {
    case 'accepted':
      return { type: event, conversation_id: textOf(conversation_id), message_id: textOf(message_id) }
    case 'agent':
      return textOf(agent) ? { type: event, agent: textOf(agent), confidence: 0, reasoning: '' } : null
    case 'sources':
      return { type: event, sources: toSources(value.sources) }
    case 'delta':
      return textOf(text) ? { type: event, text: textOf(text) } : null
    case 'done':
      return toDone(reply ?? value)
    case 'error':
      return { type: event, code: textOf(code), message: textOf(message) }
    default:
      return null
  }
}
