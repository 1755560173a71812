import type { IncomingHttpHeaders } from 'node:http'
import { ProviderError } from '../../ports/provider-error.ts'
import type { HttpCall } from './http-call.ts'
import type { HttpPool } from './http-pool.ts'
import type { HttpReply } from './http-reply.ts'

/** A whole reply. `body` is undefined when it is no JSON (an HTML page, a redirect, nothing). */
export interface JsonReply {
  status: number
  headers: IncomingHttpHeaders
  body: unknown
}

/** Sends a call and reads its whole reply, whatever its status. Throws ProviderError when no whole reply comes. */
export async function postJson(pool: HttpPool, call: HttpCall): Promise<JsonReply> {
  return readJson(await pool.send(call), call)
}

/** Reads the rest of a reply as JSON: by its content type, not by luck. A 2xx that is no JSON is `malformed`. */
export async function readJson(reply: HttpReply, call: HttpCall): Promise<JsonReply> {
  const { status, headers } = reply
  const good = status >= 200 && status < 300
  if (!isJson(reply.mediaType)) {
    reply.close()
    if (good) throw malformed(call, status, `a ${reply.mediaType || 'nameless'} page where JSON was due`)
    return { status, headers, body: undefined }
  }
  const text = await readText(reply)
  reply.release()
  try {
    return { status, headers, body: JSON.parse(text) }
  } catch {
    if (good) throw malformed(call, status, 'JSON that does not parse')
    return { status, headers, body: undefined }
  }
}

async function readText(reply: HttpReply): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    const bytes = await reply.read()
    if (bytes === undefined) return text + decoder.decode()
    reply.watch.firstToken()
    text += decoder.decode(bytes, { stream: true })
  }
}

function isJson(mediaType: string): boolean {
  return mediaType === 'application/json' || mediaType.endsWith('+json')
}

// Another try may find another instance behind the same name: pages like these come from the proxies in front.
function malformed({ provider, model }: HttpCall, status: number, what: string): ProviderError {
  const message = `${provider}: HTTP ${status} with ${what}`
  return new ProviderError('malformed', { provider, model, status, message, retryable: true })
}
