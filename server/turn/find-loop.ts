import type { RoutingDecision } from '../agents/choose-agent.ts'
import type { Language, Persona } from '../agents/persona.ts'
import type { Admission } from './admit.ts'
import { countSimilar, mostSimilar } from './similar-messages.ts'
import type { ToldAnswer } from './turn.ts'

/** A visitor who asks a specialist much the same again and again. */
export interface Loop {
  similarMessages: number
  /** What the specialist offers then; null where her file has nothing. */
  offer: string | null
}

/**
 * Whether a visitor is going round in circles with a specialist: more than six of their last messages, this one included,
 * say much the same. Looked for while the conversation is active only, so it is found once; whoever waits for a person
 * is offered nothing. Null where it is not so.
 */
export function findLoop(
  { message, language }: { message: string; language: Language },
  { status, questions, history }: Extract<Admission, { kind: 'admitted' }>,
  decision: RoutingDecision,
  personas: readonly Persona[],
): Loop | null {
  if (status !== 'active' || decision.kind !== 'agent') return null
  const earlier = questions ?? history.filter(({ role }) => role === 'user').map(({ content }) => content)
  if (earlier.length < mostSimilar) return null
  const similarMessages = countSimilar(message, earlier)
  if (similarMessages <= mostSimilar) return null
  const persona = personas.find(({ id }) => id === decision.agent)
  return { similarMessages, offer: persona?.offer?.[language] ?? null }
}

/** An answer with what a loop adds to it: the offer below its text, and the conversation's status. */
export function withLoop(told: ToldAnswer, loop: Loop | null): ToldAnswer {
  if (loop === null) return told
  const message = loop.offer === null ? told.message : `${told.message}\n\n${loop.offer}`
  return { ...told, message, conversationStatus: told.conversationStatus ?? 'upsell_opportunity' }
}
