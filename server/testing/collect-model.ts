import type { LanguageModel, ModelRequest, ModelUsage } from '../ports/language-model.ts'
import { ProviderError } from '../ports/provider-error.ts'

/** All that came of one call to a model. */
export interface CollectedCall {
  text: string
  usage: ModelUsage | undefined
  end: 'stop' | 'length' | undefined
  error: ProviderError | undefined
  milliseconds: number
}

/** Makes one call and reads it to its end; anything but a ProviderError is thrown. */
export async function collectModel(
  model: LanguageModel,
  request: Partial<ModelRequest> = {},
): Promise<CollectedCall> {
  const started = performance.now()
  const call: CollectedCall = {
    text: '',
    usage: undefined,
    end: undefined,
    error: undefined,
    milliseconds: 0,
  }
  try {
    for await (const event of model.stream({ ...someRequest, ...request })) {
      if (event.kind === 'text') call.text += event.text
      else if (event.kind === 'usage') call.usage = event.usage
      else call.end = event.reason
    }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    call.error = error
  }
  call.milliseconds = performance.now() - started
  return call
}

/** A request as good as any. */
export const someRequest: ModelRequest = {
  model: 'acme/fake-1.0',
  messages: [
    { role: 'system', content: 'Tu réponds en français.' },
    { role: 'user', content: 'Combien de temps dure un réel ?' },
  ],
  maxTokens: 500,
  temperature: 0.7,
}
