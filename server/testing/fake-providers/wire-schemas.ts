import { z } from 'zod'

// What each wire documents, and nothing else: a member that is not here is a mistake of ours.

const name = z.string().min(1)
const plainMessage = z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })
const cachedPart = z.strictObject({
  type: z.literal('text'),
  text: name,
  cache_control: z.strictObject({ type: z.literal('ephemeral') }).optional(),
})
const message = z.union([
  plainMessage,
  z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.array(cachedPart).min(1) }),
])
const responseFormat = z.strictObject({
  type: z.literal('json_schema'),
  json_schema: z.strictObject({
    name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
    strict: z.boolean().optional(),
    schema: z.record(z.string(), z.unknown()),
  }),
})
const common = {
  model: name,
  temperature: z.number().min(0).max(2).optional(),
  stream: z.boolean().optional(),
  response_format: responseFormat.optional(),
}

/** OpenRouter's chat completions. Anthropic takes at most four cache markers. */
export const openRouterCompletion = z
  .strictObject({
    ...common,
    max_tokens: z.int().min(1).optional(),
    messages: z.array(message).min(1),
    usage: z.strictObject({ include: z.boolean() }).optional(),
    provider: z.strictObject({ zdr: z.boolean(), data_collection: z.enum(['allow', 'deny']) }).optional(),
  })
  .refine(({ messages }) => countMarkers(messages) <= 4, 'more than 4 cache_control markers')

/** OpenAI's chat completions, as servers of one's own speak them. */
export const openAiCompletion = z.strictObject({
  ...common,
  max_tokens: z.int().min(1).optional(),
  max_completion_tokens: z.int().min(1).optional(),
  messages: z.array(plainMessage).min(1),
  stream_options: z.strictObject({ include_usage: z.boolean() }).optional(),
})

/** OpenAI's embeddings: at most 2,048 texts, none of them empty. */
export const embeddings = z.strictObject({
  model: name,
  input: z.union([name, z.array(name).min(1).max(2_048)]),
  encoding_format: z.enum(['float', 'base64']).optional(),
  dimensions: z.int().min(1).optional(),
})

/** Cohere's rerank, version 2. */
export const rerank = z.strictObject({
  model: name,
  query: name,
  documents: z.array(z.string()).min(1).max(10_000),
  top_n: z.int().min(1).optional(),
  max_tokens_per_doc: z.int().min(1).optional(),
})

function countMarkers(messages: readonly { content: unknown }[]): number {
  return JSON.stringify(messages).split('"cache_control"').length - 1
}
