import { countTokens } from './completion-events.ts'
import { fakeEmbedding } from './fake-embedding.ts'
import { type FakeAnswer, json, pause } from './fake-exchange.ts'

const maxTokens = 8_192

/** A good embeddings reply: deterministic vectors of `dimensions` (1536 unless asked), as floats or base64. */
export const answerEmbeddings: FakeAnswer = async exchange => {
  const { body, latency } = exchange
  const inputs: string[] = Array.isArray(body.input) ? body.input : [body.input]
  const longest = Math.max(...inputs.map(countTokens))
  if (longest > maxTokens) return tooLong(longest)(exchange)
  await pause(latency.first)
  const data = inputs.map((input, index) => ({
    object: 'embedding',
    index,
    embedding: encode(fakeEmbedding(input, body.dimensions ?? 1536), body.encoding_format),
  }))
  const tokens = inputs.reduce((sum, input) => sum + countTokens(input), 0)
  const usage = { prompt_tokens: tokens, total_tokens: tokens }
  return json(200, { object: 'list', data, model: body.model, usage })(exchange)
}

/** As the wire carries a vector. */
export function encode(vector: readonly number[], format: string | undefined): number[] | string {
  if (format !== 'base64') return [...vector]
  const bytes = Buffer.alloc(vector.length * 4)
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4)
  return bytes.toString('base64')
}

/** Row 41 of failures.md. */
export function tooLong(tokens: number): FakeAnswer {
  const message = `This model's maximum context length is ${maxTokens} tokens, however you requested ${tokens} tokens (${tokens} in your prompt; 0 for the completion). Please reduce your prompt; or completion length.`
  return json(400, { error: { message, type: 'invalid_request_error', param: null, code: null } })
}
