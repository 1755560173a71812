import type { RoutingDecision, RoutingRequest } from '../agents/choose-agent.ts'
import type { ModelLog } from './model/model-log.ts'
import type { ModelTools } from './model/model-tools.ts'
import { isUnsure, routeByModel } from './model/route-by-model.ts'
import type { TurnDeps } from './turn.ts'

/**
 * Who answers: the local router's choice; a small model is asked only when that is unsure, and may change it. It has
 * nothing to say where the answer is a pair's.
 */
export async function route(
  deps: Pick<TurnDeps, 'router' | 'personas' | 'languageModel' | 'settings' | 'priceOf'>,
  { tools, log }: { tools: ModelTools; log: ModelLog },
  request: RoutingRequest,
): Promise<RoutingDecision> {
  const local = deps.router.choose(request)
  const { languageModel, priceOf } = deps
  const { models } = deps.settings
  if (local.kind === 'agent' && request.pairs?.length) return local
  if (languageModel === undefined || models === undefined || !isUnsure(local)) return local
  return routeByModel(
    { languageModel, breakers: tools.modelBreakers, timers: tools.timers, priceOf },
    {
      model: models.orchestrator,
      message: request.message,
      history: request.history,
      personas: deps.personas,
      local,
      threshold: models.routingConfidence,
    },
    log,
  )
}
