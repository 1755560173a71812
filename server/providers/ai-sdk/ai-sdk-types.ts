/**
 * What the bridge uses of the AI SDK's LanguageModelV2, V3 and V4 (`@ai-sdk/provider`), in a shape that all three have.
 * Written down here because the package is optional.
 */
export interface AiSdkModel {
  doStream(options: AiSdkCall): PromiseLike<{ stream: ReadableStream<AiSdkPart> }>
}

export interface AiSdkCall {
  prompt: AiSdkMessage[]
  maxOutputTokens: number
  temperature: number
  responseFormat?: { type: 'json'; name: string; schema: object }
  abortSignal: AbortSignal
}

export interface AiSdkMessage {
  role: 'system' | 'user' | 'assistant'
  content: string | { type: 'text'; text: string }[]
  providerOptions?: Record<string, Record<string, unknown>>
}

/** Parts that the bridge does not know pass unread. */
export interface AiSdkPart {
  type: string
  delta?: unknown
  error?: unknown
  modelId?: unknown
  finishReason?: unknown
  usage?: unknown
}

/** A provider: a function of its package's `create…`. */
export interface AiSdkProvider {
  languageModel(model: string): AiSdkModel
}
