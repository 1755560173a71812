import type { RoutingDecision } from '../agents/choose-agent.ts'
import type { Language, TeamTextKey } from '../agents/persona.ts'
import { renderTeamText } from '../agents/team-text.ts'
import type { Answer, TurnDeps, TurnSettings } from './turn.ts'

/** A decision that no specialist answers. */
export type Escalation = Exclude<RoutingDecision, { kind: 'agent' }>

export type EscalateDeps = Pick<TurnDeps, 'team' | 'personas'> & { settings: Pick<TurnSettings, 'events'> }

/** What the team itself says when no specialist answers: asks back, hands over to a person, says whom to call, or is polite. */
export function escalate(
  { team, personas, settings }: EscalateDeps,
  decision: Escalation,
  language: Language,
): Answer {
  const { endpoints, isStopped } = settings.events ?? {}
  const isTold = (endpoints?.['conversation.escalated'] ?? []).some(endpoint => !isStopped?.(endpoint))
  const candidates = decision.kind === 'clarify' ? decision.candidates : undefined
  return {
    message: renderTeamText({ team, personas, language, candidates }, textKey(decision, isTold)),
    sources: [],
    conversationStatus: decision.kind === 'human' ? 'escalated' : undefined,
  }
}

function textKey(decision: Escalation, isTold: boolean): TeamTextKey {
  if (decision.kind === 'human' && isTold) return 'human_told'
  return decision.kind === 'smalltalk' ? decision.topic : decision.kind
}
