import type { Formality } from '../../contract/chat.ts'
import type { RoutingDecision } from '../agents/choose-agent.ts'
import type { Language, Persona } from '../agents/persona.ts'
import { escapeMarkdown } from './escape-markdown.ts'
import type { ToldAnswer } from './turn.ts'

/** Longest part of a message that is repeated, in UTF-16 units. */
const longestPart = 120

const says: Record<Language | 'vous', (name: string, part: string) => string> = {
  fr: (name, part) =>
    `Pour « ${part} », c’est plutôt ${name} : envoie cette question à part, pour sa réponse.`,
  vous: (name, part) =>
    `Pour « ${part} », c’est plutôt ${name} : envoyez cette question à part, pour sa réponse.`,
  en: (name, part) =>
    `As for “${part}”, that is rather for ${name}: send that question on its own, for ${name}’s answer.`,
}

/**
 * An answer to a message in parts, with what it leaves open below its text: which part is another specialist's, and that
 * it is answered when it is asked alone. A message of one subject gets its answer as it is, and so does one that was refused.
 */
export function withOtherQuestions(
  told: ToldAnswer,
  decision: RoutingDecision,
  asked: { personas: readonly Persona[]; language: Language; formality: Formality | undefined },
): ToldAnswer {
  if (decision.kind !== 'agent' || told.status !== 'complete' || told.answeredBy === 'refusal') return told
  const { personas, language, formality } = asked
  const say = says[language === 'fr' && formality === 'vous' ? 'vous' : language]
  const lines = (decision.others ?? []).flatMap(({ agent, text }) => {
    const persona = personas.find(({ id }) => id === agent)
    const part = text.length > longestPart ? `${text.slice(0, longestPart).trimEnd()}…` : text
    return persona ? [say(persona.name, escapeMarkdown(part))] : []
  })
  return lines.length === 0 ? told : { ...told, message: [told.message, ...lines].join('\n\n') }
}
