/** What every event of a stream of OpenRouter's has. */
export interface EventHead {
  id: string
  model: string
}

/** One event of a stream, as text. */
export function toEvent(data: unknown): string {
  return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
}

/** The data of an event with some text, as OpenRouter writes it. */
export function textChunk(head: EventHead, content: string | null, finish: string | null = null): object {
  return chunk(head, { role: 'assistant', content }, finish)
}

/** The data of an event with any delta. */
export function chunk(head: EventHead, delta: object, finish: string | null = null): object {
  return {
    id: head.id,
    provider: 'Fake',
    model: head.model,
    object: 'chat.completion.chunk',
    created: 1_760_000_000,
    choices: [{ index: 0, delta, finish_reason: finish, native_finish_reason: finish }],
  }
}

/** The data of the event that says what it cost. */
export function usageChunk(head: EventHead, usage: object): object {
  return { ...chunk(head, {}), choices: [], usage }
}

/** A whole reply, as a call without `stream` gets it. */
export function wholeReply(head: EventHead, message: object, finish: string | null, usage: object): object {
  return {
    id: head.id,
    provider: 'Fake',
    model: head.model,
    object: 'chat.completion',
    created: 1_760_000_000,
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finish }],
    usage,
  }
}

/** Tokens of a text, near enough: four characters each. */
export function countTokens(text: string): number {
  return Math.ceil(text.length / 4)
}

/** Usage in OpenAI's words; `cost` in US dollars, as OpenRouter adds it (3 and 15 dollars a million tokens). */
export function usageOf(prompt: string, completion: string, options: { cost: boolean }): object {
  const [promptTokens, completionTokens] = [countTokens(prompt), countTokens(completion)]
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: 0 },
    ...(options.cost && { cost: (promptTokens * 3 + completionTokens * 15) / 1e6 }),
  }
}
