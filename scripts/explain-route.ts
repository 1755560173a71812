import { createRouter, type RoutingRequest } from '../server/agents/choose-agent.ts'
import type { RoutingExplanation } from '../server/agents/explain-routing.ts'
import type { Persona, Team } from '../server/agents/persona.ts'
import type { Passage } from '../server/operations/search-knowledge.ts'
import { isUnsure } from '../server/turn/model/route-by-model.ts'

/** How a message is routed, and from what. */
export interface Explained {
  message: string
  explanation: RoutingExplanation
  /** The passages found, best first. */
  passages: Pick<Passage, 'owner' | 'title' | 'filename' | 'lexical'>[]
  /** The model that a turn would ask besides, as the local router is unsure; null when it would ask none. */
  model: string | null
}

/** Routes a message by the router of the turn, and keeps what an operator wants to see. */
export function explainRoute(
  { team, personas, threshold }: { team: Team; personas: readonly Persona[]; threshold: number },
  request: Omit<RoutingRequest, 'passages'> & { passages: readonly Passage[] },
  orchestrator: string | null,
): Explained {
  const explanation = createRouter({ team, personas, threshold }).explain(request)
  return {
    message: request.message,
    explanation,
    passages: request.passages.map(({ owner, title, filename, lexical }) => ({
      owner,
      title,
      filename,
      lexical,
    })),
    model: orchestrator !== null && isUnsure(explanation.decision) ? orchestrator : null,
  }
}
