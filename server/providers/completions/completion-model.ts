import type { LanguageModel, ModelEvent, ModelRequest } from '../../ports/language-model.ts'
import { type CompletionReader, createCompletionReader } from './completion-reader.ts'
import type { CompletionWire } from './completion-wire.ts'
import { openCompletion, type RefusedMembers } from './open-completion.ts'
import { createTextSource } from './text-source.ts'

/** A language model behind OpenAI's chat wire. */
export function createCompletionModel(wire: CompletionWire): LanguageModel {
  const refusedMembers: RefusedMembers = new Map()
  return { stream: request => streamCompletion(wire, request, refusedMembers) }
}

async function* streamCompletion(
  wire: CompletionWire,
  request: ModelRequest,
  refusedMembers: RefusedMembers,
): AsyncGenerator<ModelEvent> {
  const { reply, call } = await openCompletion(wire, request, refusedMembers)
  const reader = createCompletionReader({ provider: wire.provider, model: request.model }, wire)
  const nextText = createTextSource(reply, call, reader)
  let failure: unknown
  let reason: 'stop' | 'length' = 'stop'
  try {
    for (let text = await nextText(); text !== undefined; text = await nextText()) {
      if (text === '') continue
      reply.watch.firstToken()
      yield { kind: 'text', text }
    }
    reason = reader.conclude()
    reply.release()
  } catch (error) {
    failure = error
  } finally {
    reply.close()
  }
  yield* usageOf(reader)
  if (failure !== undefined) throw failure
  yield { kind: 'end', reason }
}

/** Also of a call that failed: it was billed all the same. */
function* usageOf(reader: CompletionReader): Generator<ModelEvent> {
  const usage = reader.usage()
  if (usage !== undefined) yield { kind: 'usage', usage }
}
