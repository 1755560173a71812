import type { ChatEvent } from '../../../contract/chat.ts'
import type { StoredMessage } from '../../../contract/conversation.ts'
import type { WidgetConfig } from '../../../contract/widget-config.ts'
import { decodeChatEvent, toDone, toSources } from './chat-event.ts'
import type { Clock } from './clock.ts'
import type { Failure, Rating } from './conversation-state.ts'
import { toFailure } from './failure.ts'
import { createSseParser } from './sse-parser.ts'
import type { Ids } from './visitor.ts'

/** Milliseconds without a byte after which a connection is given up: the server's comments come each 15 s. */
const longestSilence = 30_000

export interface ApiDeps {
  fetch: typeof fetch
  /** Address of the server, ending in `/`; `api/…` is beneath it. */
  apiUrl: string
  /** What errors and answers are to be told in. */
  language: string
  isOnline(): boolean
  clock: Clock
}

export interface Api {
  /** The team, or null when it could not be read. */
  loadConfig(): Promise<WidgetConfig | null>
  /** The stored messages, oldest first, or why they could not be read. */
  loadHistory(ids: Ids): Promise<StoredMessage[] | Failure>
  /**
   * Sends a message and hands on the events of its turn as they arrive. Resolves to null when the turn ended with
   * `done` or `error`, else to why it did not get there; never rejects. After an abort the outcome means nothing.
   */
  sendMessage(
    message: Ids & { message_id: string; text: string },
    onEvent: (event: ChatEvent) => void,
    signal: AbortSignal,
  ): Promise<Failure | null>
  /** Null when the rating is stored. */
  sendFeedback(user_id: string, message_id: string, rating: Rating, comment?: string): Promise<Failure | null>
}

/** Reads a reply; calls `onBytes` for each sign of life. */
type Read = (response: Response, onBytes: () => void) => Promise<Failure | null | undefined>

/** The server, as the panel sees it. The only file that fetches. */
export function createApi({ fetch, apiUrl, language, isOnline, clock }: ApiDeps): Api {
  async function call(
    path: string,
    read: Read,
    body?: object,
    signal?: AbortSignal,
  ): Promise<Failure | null> {
    const abort = new AbortController()
    const onAbort = () => abort.abort()
    signal?.addEventListener('abort', onAbort)
    let isLate = false
    let hasBegun = false
    let endWatch = () => {}
    const onBytes = () => {
      endWatch()
      endWatch = clock.after(longestSilence, () => {
        isLate = true
        abort.abort()
      })
    }
    try {
      onBytes()
      const response = await fetch(`${apiUrl}api/${path}`, {
        credentials: 'omit',
        signal: abort.signal,
        headers: {
          'accept-language': language,
          ...(body && { 'content-type': 'application/json', accept: 'text/event-stream, application/json' }),
        },
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
      })
      onBytes()
      if (!response.ok) return toFailure(response, await response.json().catch(() => null), clock.now())
      hasBegun = true
      return (await read(response, onBytes)) ?? null
    } catch {
      if (isLate) return { code: 'timeout' }
      if (!isOnline()) return { code: 'offline' }
      return { code: hasBegun ? 'cut' : 'unreachable' }
    } finally {
      endWatch()
      signal?.removeEventListener('abort', onAbort)
    }
  }

  return {
    async loadConfig() {
      let config: WidgetConfig | null = null
      await call('widget/config', async response => {
        const value = await response.json()
        if (Array.isArray(value?.agents)) config = { ...value, suggestions: [value.suggestions ?? []].flat() }
        return null
      })
      return config
    },

    async loadHistory({ user_id, conversation_id }) {
      let messages: StoredMessage[] = []
      const path = `conversations/${encodeURIComponent(conversation_id)}/messages?user_id=${encodeURIComponent(user_id)}`
      const failure = await call(path, async response => {
        const value = await response.json()
        messages = value.messages.map((message: StoredMessage) => ({
          ...message,
          sources: toSources(message.sources),
        }))
        return null
      })
      return failure ?? messages
    },

    sendMessage: ({ text, user_id, conversation_id, message_id }, onEvent, signal) =>
      call(
        'chat',
        async (response, onBytes) => ((await readTurn(response, onEvent, onBytes)) ? null : { code: 'cut' }),
        { user_id, conversation_id, message_id, message: text },
        signal,
      ),

    sendFeedback: (user_id, message_id, rating, comment) =>
      call(`messages/${encodeURIComponent(message_id)}/feedback`, async () => null, {
        user_id,
        rating,
        comment,
      }),
  }
}

/** Reads a turn from an event stream, or from JSON where a proxy gave that. True when the turn ended. */
async function readTurn(
  response: Response,
  onEvent: (event: ChatEvent) => void,
  onBytes: () => void,
): Promise<boolean> {
  if (!response.headers.get('content-type')?.includes('text/event-stream')) {
    const done = toDone(await response.json())
    if (done) onEvent(done)
    return !!done
  }
  const parse = createSseParser()
  const reader = response.body?.getReader()
  while (reader) {
    const { done, value } = await reader.read()
    if (done) return false
    onBytes()
    for (const raw of parse(value)) {
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
