import type { StoredMessage } from '../../../contract/conversation.ts'
import type { WidgetConfig } from '../../../contract/widget-config.ts'
import type { Formality } from '../../contract.ts'
import { type TurnEvent, toTurnEvent } from './chat-event.ts'
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
  /** How answers in French are to speak. */
  formality: Formality
  isOnline(): boolean
  clock: Clock
}

/** Part of the stored conversation; a server from before there were parts does not say whether there are more. */
export interface HistoryPage {
  messages: StoredMessage[]
  has_more?: boolean
}

export interface Api {
  /** The team, or null when it could not be read. */
  loadConfig(): Promise<WidgetConfig | null>
  /** The newest stored messages, or those before the one whose `id` is given, oldest first, or why they could not be read. */
  loadHistory(ids: Ids, before?: string): Promise<HistoryPage | Failure>
  /**
   * Sends a message and hands on the events of its turn as they arrive. Resolves to null when the turn ended with
   * `done` or `error`, else to why it did not get there; never rejects. After an abort the outcome means nothing.
   */
  sendMessage(
    message: Ids & { message_id: string; text: string },
    onEvent: (event: TurnEvent) => void,
    signal: AbortSignal,
  ): Promise<Failure | null>
  /** Null when the rating is stored. */
  sendFeedback(user_id: string, message_id: string, rating: Rating, comment?: string): Promise<Failure | null>
}

/** The server, as the panel sees it. The only file that fetches. */
export function createApi({ fetch, apiUrl, language, formality, isOnline, clock }: ApiDeps): Api {
  /** One request; `read` reads its reply and calls `onBytes` for each sign of life. */
  async function call(
    path: string,
    body: object | null,
    read?: (response: Response, onBytes: () => void) => Promise<Failure | null>,
    signal?: AbortSignal,
  ): Promise<Failure | null> {
    const abort = new AbortController()
    const onAbort = () => abort.abort()
    signal?.addEventListener('abort', onAbort)
    let isLate = false
    let code: Failure['code'] = 'unreachable'
    let endWatch = () => {}
    const onBytes = () => {
      endWatch()
      endWatch = clock.after(longestSilence, () => {
        isLate = true
        onAbort()
      })
    }
    try {
      onBytes()
      const headers = { 'accept-language': language }
      const response = await fetch(`${apiUrl}api/${path}`, {
        credentials: 'omit',
        signal: abort.signal,
        headers,
        ...(body && {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json', accept: 'text/event-stream' },
          body: JSON.stringify(body),
        }),
      })
      onBytes()
      if (!response.ok) return toFailure(response, await response.json().catch(() => null), clock.now())
      code = 'cut'
      return (await read?.(response, onBytes)) ?? null
    } catch {
      return { code: isLate ? 'timeout' : isOnline() ? code : 'offline' }
    } finally {
      endWatch()
      signal?.removeEventListener('abort', onAbort)
    }
  }

  /** What is read, or why it could not be; `isValid` says whether it is what was asked for. */
  async function get<Value>(path: string, isValid: (value: Value) => boolean): Promise<Value | Failure> {
    let found: Value | undefined
    const failure = await call(path, null, async response => {
      const value = await response.json()
      if (isValid(value)) found = value
      return null
    })
    return failure ?? found ?? { code: 'unavailable' }
  }

  return {
    async loadConfig() {
      const config = await get<WidgetConfig>('widget/config', value => Array.isArray(value.agents))
      return 'agents' in config ? config : null
    },

    loadHistory: ({ user_id, conversation_id }, before) =>
      get(
        `conversations/${conversation_id}/messages?user_id=${encodeURIComponent(user_id)}${before ? `&before=${before}` : ''}`,
        value => Array.isArray(value.messages),
      ),

    sendMessage: ({ text: message, user_id, conversation_id, message_id }, onEvent, signal) =>
      call(
        'chat',
        { user_id, conversation_id, message_id, message, formality },
        async (response, onBytes) => ((await readTurn(response, onEvent, onBytes)) ? null : { code: 'cut' }),
        signal,
      ),

    sendFeedback: (user_id, message_id, rating, comment) =>
      call(`messages/${message_id}/feedback`, { user_id, rating, comment }),
  }
}

/** Reads a turn from an event stream, or from JSON where a proxy gave that. True when the turn ended. */
async function readTurn(
  response: Response,
  onEvent: (event: TurnEvent) => void,
  onBytes: () => void,
): Promise<boolean> {
  const take = (type: string, json: string): boolean => {
    const event = toTurnEvent(type, json)
    if (event) onEvent(event)
    return event?.type === 'done' || event?.type === 'error'
  }
  if (!response.headers.get('content-type')?.includes('event-stream'))
    return take('done', await response.text())
  const parse = createSseParser()
  const reader = response.body?.getReader()
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
    if (done) return false
    onBytes()
    if (parse(value).some(({ event, data }) => take(event, data))) {
      // Nothing follows; a server that keeps the line open must not keep the visitor waiting.
      reader?.cancel().catch(() => {})
      return true
    }
  }
}
