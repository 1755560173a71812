import { decodeChatEvent, toDone, toSources } from './chat-event.js'
import { toFailure } from './failure.js'
import { createSseParser } from './sse-parser.js'

/** @typedef {import('../../../../contract/chat.ts').ChatEvent} ChatEvent */
/** @typedef {import('../../../../contract/conversation.ts').StoredMessage} StoredMessage */
/** @typedef {import('../../../../contract/widget-config.ts').WidgetConfig} WidgetConfig */
/** @typedef {import('./failure.js').Failure} Failure */
/** @typedef {{ userId: string, conversationId: string }} Ids */

/**
 * @typedef {{
 *   fetch: typeof fetch,
 *   base: string | URL,
 *   language: () => string,
 *   isOnline: () => boolean,
 *   now: () => number,
 *   stallMilliseconds?: number,
 * }} ApiDeps
 */

/** The server sends a comment every 15 s, so three missed ones mean that the line is dead. */
const defaultStall = 45_000

/** The only file that fetches. `base` is the address of `api/`. @param {ApiDeps} deps */
export function createApi({ fetch, base, language, isOnline, now, stallMilliseconds = defaultStall }) {
  /** @param {string} path @param {RequestInit & { headers?: Record<string, string> }} [init] */
  const request = (path, init = {}) =>
    fetch(new URL(path, base), {
      ...init,
      credentials: 'omit',
      headers: { 'accept-language': language(), ...init.headers },
    })

  /** @param {Response} response @returns {Promise<Failure>} */
  async function readFailure(response) {
    const body = await response.json().catch(() => null)
    const retryAfter = response.headers.get('retry-after')
    return toFailure({ status: response.status, retryAfter, body, now: now() })
  }

  /** @param {string} path @returns {Promise<any>} what the server answered, or null when it did not */
  async function getJson(path) {
    try {
      const response = await request(path)
      return response.ok ? await response.json() : null
    } catch {
      return null
    }
  }

  /** The team, or null. @returns {Promise<WidgetConfig | null>} */
  async function loadConfig() {
    const config = await getJson('widget/config')
    return config && Array.isArray(config.agents) && Array.isArray(config.suggestions) ? config : null
  }

  /** The conversation so far, oldest first, or null when it could not be read. @param {Ids} ids @returns {Promise<StoredMessage[] | null>} */
  async function loadHistory({ userId, conversationId }) {
    const query = new URLSearchParams({ user_id: userId })
    const reply = await getJson(`conversations/${encodeURIComponent(conversationId)}/messages?${query}`)
    if (!reply || !Array.isArray(reply.messages)) return null
    return reply.messages.map((/** @type {StoredMessage} */ message) => ({
      ...message,
      sources: toSources(message.sources),
    }))
  }

  /**
   * Sends a message and hands on the events of its turn as they arrive. Resolves to null when the turn ended
   * with `done` or `error`, to a failure when it did not get there; never rejects.
   * @param {Ids & { messageId: string, text: string }} message
   * @param {(event: ChatEvent) => void} onEvent
   * @param {AbortSignal} signal
   * @returns {Promise<Failure | null>}
   */
  async function sendMessage({ userId, conversationId, messageId, text }, onEvent, signal) {
    const stall = new AbortController()
    const body = { user_id: userId, conversation_id: conversationId, message_id: messageId, message: text }
    let timer = setTimeout(() => stall.abort(), stallMilliseconds)
    const onBytes = () => {
      clearTimeout(timer)
      timer = setTimeout(() => stall.abort(), stallMilliseconds)
    }
    let begun = false
    try {
      const response = await request('chat', {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
        body: JSON.stringify(body),
        signal: AbortSignal.any([signal, stall.signal]),
      })
      if (!response.ok) return await readFailure(response)
      begun = true
      const ended = await readTurn(response, onEvent, onBytes)
      return ended ? null : { kind: 'cut' }
    } catch {
      if (begun) return { kind: 'cut' }
      return { kind: isOnline() ? 'unreachable' : 'offline' }
    } finally {
      clearTimeout(timer)
    }
  }

  return { loadConfig, loadHistory, sendMessage }
}

/**
 * Reads a turn from an event stream, or from JSON where a proxy or an older server gave that.
 * Returns true when the turn ended.
 * @param {Response} response
 * @param {(event: ChatEvent) => void} onEvent
 * @param {() => void} onBytes
 */
async function readTurn(response, onEvent, onBytes) {
  if (!response.headers.get('content-type')?.includes('text/event-stream')) {
    const done = toDone(await response.json())
    if (done) onEvent(done)
    return done !== null
  }
  const parser = createSseParser()
  const reader = response.body?.getReader()
  while (reader) {
    const { done, value } = await reader.read()
    if (done) return false
    onBytes()
    for (const raw of parser.push(value)) {
      const event = decodeChatEvent(raw)
      if (event) onEvent(event)
      if (event?.type === 'done' || event?.type === 'error') {
        // Nothing follows; a server that keeps the line open must not keep the visitor waiting.
        reader.cancel().catch(() => {})
        return true
      }
    }
  }
  return false
}
