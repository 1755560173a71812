import type { WidgetConfig } from '../../../contract/widget-config.ts'
import type { Formality } from '../../contract.ts'
import { type TurnEvent, toTurnEvent } from './chat-event.ts'
import type { Clock } from './clock.ts'
import type { Failure } from './conversation-state.ts'
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
  /** What a refusal means: a reply with its body as read, or null; or an error in the stream, which has no headers. */
  toFailure(
    response: { status: number; headers?: Pick<Headers, 'get'> },
    body: { code?: unknown } | null,
  ): Failure
}

export interface Api {
  /**
   * One request beneath `api/`: a GET, or a POST of `body`. `read` reads the reply and calls `onBytes` for each sign of
   * life. Null when it was read, else why not; never rejects. Once `abort` was used the outcome means nothing.
   */
  call(
    path: string,
    body?: object | null,
    read?: (response: Response, onBytes: () => void) => Promise<Failure | null>,
    abort?: AbortController,
  ): Promise<Failure | null>
  /** The team, or null when it could not be read. */
  loadConfig(): Promise<WidgetConfig | null>
  /**
   * Sends a message and hands on the events of its turn as they arrive. Null when the turn ended with `done` or
   * `error`, else why it did not get there; as `call`.
   */
  sendMessage(
    message: Ids & { message_id: string; text: string },
    onEvent: (event: TurnEvent) => void,
    abort: AbortController,
  ): Promise<Failure | null>
}

/** The server, as the panel sees it. The only file that fetches. */
export function createApi({ fetch, apiUrl, language, formality, isOnline, clock, toFailure }: ApiDeps): Api {
  const call: Api['call'] = async (path, body, read, abort = new AbortController()) => {
    let code: Failure['code'] = 'unreachable'
    let endWatch = () => {}
    const onBytes = () => {
      endWatch()
      endWatch = clock.after(longestSilence, () => {
        code = 'timeout'
        abort.abort()
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
      if (!response.ok) return toFailure(response, await response.json().catch(() => null))
      code = 'cut'
      return (await read?.(response, onBytes)) ?? null
    } catch {
      // The watch may have changed it meanwhile.
      return { code: (code as string) === 'timeout' || isOnline() ? code : 'offline' }
    } finally {
      endWatch()
    }
  }

  return {
    call,

    async loadConfig() {
      let config: WidgetConfig | null = null
      await call('widget/config', null, async response => {
        const value = await response.json()
        if (Array.isArray(value.agents)) config = value
        return null
      })
      return config
    },

    sendMessage: ({ text: message, user_id, conversation_id, message_id }, onEvent, abort) =>
      call(
        'chat',
        { user_id, conversation_id, message_id, message, formality },
        async (response, onBytes) => ((await readTurn(response, onEvent, onBytes)) ? null : { code: 'cut' }),
        abort,
      ),
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
