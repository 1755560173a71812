import type { Formality, Source } from '../../contract/chat.ts'
import type { RoutingDecision } from '../agents/choose-agent.ts'
import type { Language } from '../agents/persona.ts'
import type { Passage } from '../operations/search-knowledge.ts'
import { answerBareReply } from './answer-bare-reply.ts'
import { introductionMessage } from './answer-message.ts'
import { distinctPassages } from './distinct-passages.ts'
import { type EscalateDeps, escalate } from './escalate.ts'
import { composeExtractiveAnswer } from './extractive-answer.ts'
import type { QuestionInContext } from './question-in-context.ts'
import { opensQuestion } from './question-parts.ts'
import { saysSubject } from './question-terms.ts'
import { attemptsAt } from './read-follow-up.ts'
import type { Answer } from './turn.ts'

/**
 * Answers from the passages of the specialist who was chosen, or says what the team says when none was. The readings of
 * the question are tried in order until one finds an answer, without what is another specialist's.
 */
export function answer(
  deps: EscalateDeps,
  turn: {
    question: QuestionInContext
    decision: RoutingDecision
    passages: readonly Passage[]
    /** The conversation's earlier answers. */
    told: readonly string[]
    language: Language
    formality: Formality | undefined
  },
): Answer {
  const { decision, question, language, formality } = turn
  if (decision.kind !== 'agent') return escalate(deps, decision, language)
  const persona = deps.personas.find(({ id }) => id === decision.agent)
  if (decision.introduces && persona)
    return {
      message: introductionMessage(persona.description[language], language, formality),
      sources: [],
      conversationStatus: undefined,
    }
  const contact = deps.team.contact ?? undefined
  const passages = passagesFor(decision.agent, turn.passages)
  const toBareReply = answerBareReply({ ...turn, passages, contact })
  if (toBareReply)
    return { message: toBareReply.message, sources: toBareReply.sources, conversationStatus: undefined }
  const readings = question.readingsFor(decision.agent)
  let composed = { supported: false, message: '', sources: [] as Source[] }
  for (const attempt of attemptsAt(question, readings, passages)) {
    const asked = withoutOthers(attempt.question, decision)
    composed = composeExtractiveAnswer({ ...attempt, question: asked, language, formality, contact })
    if (composed.supported) break
  }
  return { message: composed.message, sources: composed.sources, conversationStatus: undefined }
}

/** A message in parts without the questions that are another specialist's: she is named below the answer. */
export function withoutOthers(reading: string, decision: RoutingDecision): string {
  const others = decision.kind === 'agent' ? (decision.others ?? []) : []
  const own = others
    .filter(({ text }) => opensQuestion(text))
    .reduce((text, other) => text.replace(other.text, ' '), reading)
  return saysSubject(own) ? own.replace(/^[\s,;.:?!]+/, '').replace(/\s+(?:et|and)[\s?!.]*$/i, ' ?') : reading
}

/**
 * A specialist's own passages and the shared ones, in the order given: never another specialist's, and none that says
 * nearly what a better one says.
 */
export function passagesFor(agent: string, passages: readonly Passage[]): Passage[] {
  return distinctPassages(passages.filter(passage => passage.owner === agent || passage.owner === 'shared'))
}
