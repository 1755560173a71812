import type { ModelRequest } from '../../ports/language-model.ts'
import type { HttpCall } from '../http/http-call.ts'
import type { HttpReply } from '../http/http-reply.ts'
import { readJson } from '../http/post-json.ts'
import { findRefusedMember, type OptionalMember, toCompletionBody } from './completion-body.ts'
import { toCompletionError } from './completion-error.ts'
import type { CompletionWire } from './completion-wire.ts'

/** What models were found not to know, by model. It only ever holds models that were asked for. */
export type RefusedMembers = Map<string, Set<OptionalMember>>

/** Bytes of a reply: 200,000 characters of text, a token an event, are about 20 MB on the wire. */
const maxReplyBytes = 32 * 1024 * 1024

/**
 * Sends a completion and returns its reply once the status is good. A request that is refused for a member it can do
 * without is sent again without, and the model's next ones are sent without at once: a fact about the wire learnt, not
 * a failure retried. Throws ProviderError.
 */
export async function openCompletion(
  wire: CompletionWire,
  request: ModelRequest,
  refusedMembers: RefusedMembers,
): Promise<{ reply: HttpReply; call: HttpCall }> {
  const refused = refusedMembers.get(request.model) ?? new Set()
  const body = toCompletionBody(wire, request, refused)
  const call = toCall(wire, request, body)
  const reply = await wire.pool.send(call)
  if (reply.status >= 200 && reply.status < 300) return { reply, call }
  const whole = await readJson(reply, call)
  const error = toCompletionError(whole, call, wire.now())
  // A prompt that leaves no room for an answer is named by `max_tokens` too: no member is at fault.
  const member = error.failure === 'too_long' ? undefined : findRefusedMember(reply.status, whole.body, body)
  if (member === undefined) throw error
  refusedMembers.set(request.model, new Set([...refused, member]))
  return openCompletion(wire, request, refusedMembers)
}

function toCall(wire: CompletionWire, request: ModelRequest, body: object): HttpCall {
  return {
    provider: wire.provider,
    model: request.model,
    url: `${wire.baseUrl}/chat/completions`,
    headers: { ...wire.headers, accept: 'text/event-stream' },
    body: JSON.stringify(body),
    signal: request.signal,
    deadlines: request.deadlines,
    maxReplyBytes,
  }
}
