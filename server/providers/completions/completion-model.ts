import type { LanguageModel, ModelEvent, ModelRequest } from '../../ports/language-model.ts'
import { type CompletionReader, createCompletionReader } from './completion-reader.ts'
import type { CompletionWire } from './completion-wire.ts'
import { openCompletion, type RefusedMembers } from './open-completion.ts'
import { createTextSource } from './text-source.ts'

/** A language model behind OpenAI's chat wire. */
export function createCompletionModel(wire: CompletionWire): LanguageModel {
  const known: KnownOfModels = { refusedMembers: new Map(), unbegunThoughts: new Set() }
  return { stream: request => streamCompletion(wire, request, known) }
}

/** What was found out about models, by the names they were asked for with. */
interface KnownOfModels {
  refusedMembers: RefusedMembers
  /** Models that end thoughts which they never began (failures.md row 20). */
  unbegunThoughts: Set<string>
}

async function* streamCompletion(
  wire: CompletionWire,
  request: ModelRequest,
  known: KnownOfModels,
): AsyncGenerator<ModelEvent> {
  const { reply, call } = await openCompletion(wire, request, known.refusedMembers)
  const { provider, oneId, now } = wire
  const { model } = request
  const unbegunThoughts = known.unbegunThoughts.has(model)
  const reader = createCompletionReader({ provider, model }, { oneId, now, unbegunThoughts })
  const nextText = createTextSource(reply, call, reader)
  let failure: unknown
  let reason: 'stop' | 'length' = 'stop'
  try {
    for (let text = await nextText(); text !== undefined; text = await nextText()) {
      if (text === '') continue
      reply.watch.firstToken()
      yield { kind: 'text', text }
    }
    const rest = reader.rest()
    if (reader.endedUnbegunThought()) known.unbegunThoughts.add(model)
    else known.unbegunThoughts.delete(model)
    if (rest !== '') yield { kind: 'text', text: rest }
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
