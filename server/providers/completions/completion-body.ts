import type { ModelRequest } from '../../ports/language-model.ts'
import { isObject, readObject, readText } from '../http/read-value.ts'
import type { CompletionWire } from './completion-wire.ts'

/** Members that a server or a model may not know; each has a body that does without. */
const optional = ['response_format', 'stream_options', 'temperature', 'max_tokens'] as const
export type OptionalMember = (typeof optional)[number]

/** The body of a completion, without the members that this model is known to refuse. */
export function toCompletionBody(
  wire: Pick<CompletionWire, 'extraMembers' | 'toMessages'>,
  request: ModelRequest,
  refused: ReadonlySet<OptionalMember>,
): Record<string, unknown> {
  const { model, maxTokens, temperature, schema } = request
  const body: Record<string, unknown> = {
    model,
    messages: wire.toMessages(request),
    max_tokens: maxTokens,
    temperature,
    stream: true,
    ...wire.extraMembers(request),
  }
  if (schema !== undefined) {
    body.response_format = { type: 'json_schema', json_schema: { ...schema, strict: true } }
  }
  // OpenAI's newer models want the same number under a new name.
  if (refused.has('max_tokens')) body.max_completion_tokens = maxTokens
  for (const member of refused) delete body[member]
  return body
}

/** What complains of a value's size knows the member. */
const ofSize = /\btoo (?:large|long|high|big|many)\b|\bat most\b|\bexceed/i

/**
 * The member that a 400 or 422 complains of, when there is a body without it: by `param` (OpenAI), `loc` (Mistral) or
 * its name in the message (the others).
 */
export function findRefusedMember(
  status: number,
  body: unknown,
  sent: Record<string, unknown>,
): OptionalMember | undefined {
  if (status !== 400 && status !== 422) return undefined
  const whole = readObject(body)
  const error = isObject(whole.error) ? whole.error : whole
  const said = [
    readText(error.param),
    JSON.stringify(whole.detail),
    readText(error.message),
    readText(whole.error),
    readText(readObject(error.metadata).raw),
  ].join(' ')
  if (ofSize.test(said)) return undefined
  return optional.find(member => member in sent && new RegExp(`\\b${member}\\b`).test(said))
}
