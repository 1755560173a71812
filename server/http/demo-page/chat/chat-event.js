/** @typedef {import('../../../../contract/chat.ts').ChatEvent} ChatEvent */
/** @typedef {import('../../../../contract/chat.ts').Source} Source */

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isRecord = value => typeof value === 'object' && value !== null && !Array.isArray(value)

/** @param {unknown} value @returns {string} */
const text = value => (typeof value === 'string' ? value : '')

/** Keeps the sources that can be shown: with a quote or a title. @param {unknown} value @returns {Source[]} */
export function toSources(value) {
  if (!Array.isArray(value)) return []
  return value.filter(isRecord).flatMap(source => {
    const document = text(source.document)
    const title = text(source.title) || document
    const quote = text(source.quote)
    if (!title && !quote) return []
    const page = Number.isInteger(source.page) ? { page: Number(source.page) } : {}
    const section = text(source.section) ? { section: text(source.section) } : {}
    const url = text(source.url) ? { url: text(source.url) } : {}
    return [{ document, title, quote, ...section, ...page, ...url }]
  })
}

/**
 * Reads a whole reply, from JSON or from `done`. Null when it holds no answer.
 * @param {unknown} value
 * @returns {ChatEvent | null}
 */
export function toDone(value) {
  if (!isRecord(value) || typeof value.message !== 'string') return null
  const reply = {
    conversation_id: text(value.conversation_id),
    message_id: text(value.message_id),
    message: value.message,
    agent: text(value.agent) || 'escalate',
    confidence: Number(value.confidence) || 0,
    reasoning: text(value.reasoning),
    sources: toSources(value.sources),
    timestamp: text(value.timestamp),
  }
  return { type: 'done', reply }
}

/** @type {Record<string, (data: Record<string, unknown>) => ChatEvent | null>} */
const readers = {
  accepted: data => ({
    type: 'accepted',
    conversation_id: text(data.conversation_id),
    message_id: text(data.message_id),
  }),
  agent: data =>
    text(data.agent)
      ? {
          type: 'agent',
          agent: text(data.agent),
          confidence: Number(data.confidence) || 0,
          reasoning: text(data.reasoning),
        }
      : null,
  sources: data => ({ type: 'sources', sources: toSources(data.sources) }),
  delta: data => (text(data.text) ? { type: 'delta', text: text(data.text) } : null),
  done: data => toDone(isRecord(data.reply) ? data.reply : data),
  error: data => ({ type: 'error', code: text(data.code) || 'internal', message: text(data.message) }),
}

/**
 * Reads one server-sent event of a turn. Null for what this page does not know or cannot read, so that a page
 * kept in a cache survives a newer server.
 * @param {{ event: string, data: string }} event
 * @returns {ChatEvent | null}
 */
export function decodeChatEvent({ event, data }) {
  const read = Object.hasOwn(readers, event) ? readers[event] : undefined
  if (!read) return null
  try {
    const value = JSON.parse(data)
    return isRecord(value) ? read(value) : null
  } catch {
    return null
  }
}
