import type { RoutingDecision } from '../agents/choose-agent.ts'
import type { Language, TeamTextKey } from '../agents/persona.ts'
import { renderTeamText } from '../agents/team-text.ts'
import type { Answer, TurnDeps } from './turn.ts'

/** A decision that no specialist answers. */
export type Escalation = Exclude<RoutingDecision, { kind: 'agent' }>

/** What the team itself says when no specialist answers: asks back, hands over to a person, or is polite. */
export function escalate(
  { team, personas }: Pick<TurnDeps, 'team' | 'personas'>,
  decision: Escalation,
  language: Language,
): Answer {
  const candidates = decision.kind === 'clarify' ? decision.candidates : undefined
  return {
    message: renderTeamText({ team, personas, language, candidates }, textKey(decision)),
    sources: [],
    conversationStatus: decision.kind === 'human' ? 'escalated' : undefined,
  }
}

function textKey(decision: Escalation): TeamTextKey {
  return decision.kind === 'smalltalk' ? decision.topic : decision.kind
}
