import type { Formality, Source } from '../../contract/chat.ts'
import type { RoutingDecision } from '../agents/choose-agent.ts'
import type { Language } from '../agents/persona.ts'
import type { Passage } from '../operations/search-knowledge.ts'
import { distinctPassages } from './distinct-passages.ts'
import { type EscalateDeps, escalate } from './escalate.ts'
import { composeExtractiveAnswer } from './extractive-answer.ts'
import type { Answer } from './turn.ts'

/**
 * Answers from the passages of the specialist who was chosen, or says what the team says when none was. `readings` of
 * the question are tried in order until one finds an answer.
 */
export function answer(
  deps: EscalateDeps,
  turn: {
    readings: string[]
    decision: RoutingDecision
    passages: readonly Passage[]
    language: Language
    formality: Formality | undefined
  },
): Answer {
  const { decision, readings, language, formality } = turn
  if (decision.kind !== 'agent') return escalate(deps, decision, language)
  const contact = deps.team.contact ?? undefined
  const passages = passagesFor(decision.agent, turn.passages)
  let composed = { supported: false, message: '', sources: [] as Source[] }
  for (const question of readings) {
    composed = composeExtractiveAnswer({ question, passages, language, formality, contact })
    if (composed.supported) break
  }
  return { message: composed.message, sources: composed.sources, conversationStatus: undefined }
}

/**
 * A specialist's own passages and the shared ones, in the order given: never another specialist's, and none that says
 * nearly what a better one says.
 */
export function passagesFor(agent: string, passages: readonly Passage[]): Passage[] {
  return distinctPassages(passages.filter(passage => passage.owner === agent || passage.owner === 'shared'))
}
