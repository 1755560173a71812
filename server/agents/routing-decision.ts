import type { Persona } from './persona.ts'
import type { SmalltalkTopic } from './smalltalk.ts'

interface Decision {
  /** Probability (0..1) that this is right. */
  confidence: number
  /** One French sentence a visitor may read. */
  reasoning: string
  /** Ids of specialists, likeliest first; those to ask about when the kind is `clarify`. */
  candidates: string[]
}

/** Why no specialist answers, courtesies apart. */
type EscalationKind = 'clarify' | 'human' | 'out_of_scope' | 'distress'

/** What the router decides: a specialist, or what the team itself has to say. */
export type RoutingDecision =
  | (Decision & {
      kind: 'agent'
      agent: string
      /** The parts of the message that are another specialist's; undefined when it has none. */
      others?: { agent: string; text: string }[]
      /** She was asked for and nothing was asked: she says who she is. */
      introduces?: true
    })
  | (Decision & { kind: EscalationKind; agent: 'escalate' })
  | (Decision & { kind: 'smalltalk'; agent: 'escalate'; topic: SmalltalkTopic })

/** The decision that a specialist answers. */
export function toAgent(
  persona: Persona,
  confidence: number,
  reasoning: string,
  candidates: string[],
): Extract<RoutingDecision, { kind: 'agent' }> {
  return { kind: 'agent', agent: persona.id, confidence, reasoning, candidates }
}

/** The decision that no specialist answers. */
export function toEscalation(
  kind: EscalationKind,
  confidence: number,
  reasoning: string,
  candidates: string[],
): RoutingDecision {
  return { kind, agent: 'escalate', confidence, reasoning, candidates }
}
