import type { LanguageModel, ModelEvent, ModelRequest } from '../../ports/language-model.ts'
import { type CompletionReader, createCompletionReader } from './completion-reader.ts'
import type { CompletionWire } from './completion-wire.ts'
import { openCompletion, type RefusedMembers } from './open-completion.ts'
import { createTextSource } from './text-source.ts'

/** A language model behind OpenAI's chat wire. */
export function createCompletionModel(wire: CompletionWire): LanguageModel {
  const known: KnownOfModels = { refusedMembers: new Map(), unbegunThoughts: new Map() }
  return { stream: request => streamCompletion(wire, request, known) }
}

/** What was found out about models, by the names they were asked for with. */
interface KnownOfModels {
  refusedMembers: RefusedMembers
  /** Whether models end thoughts which they never began (failures.md row 20), as their last answers said. */
  unbegunThoughts: Map<string, boolean>
}

async function* streamCompletion(
  wire: CompletionWire,
  request: ModelRequest,
  known: KnownOfModels,
): AsyncGenerator<ModelEvent> {
  const { reply, call } = await openCompletion(wire, request, known.refusedMembers)
  const { provider, oneId, now } = wire
  const { model } = request
  const unbegunThoughts = known.unbegunThoughts.get(model) ?? isNamedForThinking(model)
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
    known.unbegunThoughts.set(model, reader.endedUnbegunThought())
    if (rest !== '') yield { kind: 'text', text: rest }
    reason = reader.conclude()
    reply.release()
  } catch (error) {
    failure = error
  } finally {
    // A name is believed for one answer, which may have been too long in coming.
    if (!known.unbegunThoughts.has(model)) known.unbegunThoughts.set(model, false)
    reply.close()
  }
  yield* usageOf(reader)
  if (failure !== undefined) throw failure
  yield { kind: 'end', reason }
}

/**
 * Whether a name says that a model thinks first (`deepseek-r1:8b`, `qwq-32b`, `qwen3-30b-thinking`, `acme-reasoner`). What
 * it thinks must not be shown even once, so that nothing of its first answer is, before its end or a thought's.
 */
function isNamedForThinking(model: string): boolean {
  return /(?:^|[^a-z0-9])(?:r1|qwq|think\w*|reason\w*)(?:[^a-z0-9]|$)/i.test(model)
}

/** Also of a call that failed: it was billed all the same. */
function* usageOf(reader: CompletionReader): Generator<ModelEvent> {
  const usage = reader.usage()
  if (usage !== undefined) yield { kind: 'usage', usage }
}
