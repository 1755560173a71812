import type { Logger } from './logger.ts'
import type { Metrics } from './metrics.ts'

interface EndedTurn {
  requestId: string
  outcome: string
  agent: string | null
  kind: string | null
  confidence: number | null
  steps: Record<string, number>
  answeredBy: string | null
  calls: readonly EndedCall[]
  troubles: readonly Trouble[]
  error?: unknown
}

interface EndedCall {
  step: string
  model: string
  milliseconds: number
  promptTokens: number | null
  completionTokens: number | null
  cost: number | null
}

interface Trouble {
  step: string
  model: string
  reason: string
  status: number | null
  milliseconds: number
  next: string
  error?: unknown
}

/** Makes the function that logs and counts a turn when it ends: ids and figures, no text of anybody's. */
export function createTurnReporter(logger: Logger, metrics: Metrics): (turn: EndedTurn) => void {
  return turn => {
    const { requestId, outcome, agent, kind, confidence, steps, answeredBy, calls, error } = turn
    metrics.turns.inc({ agent: agent ?? 'none', outcome })
    for (const trouble of turn.troubles) {
      const { step, model, reason } = trouble
      metrics.troubles.inc({ step, model, reason })
      logger.warn({ request_id: requestId, ...trouble }, 'a provider failed')
    }
    for (const call of calls) countCall(metrics, call)
    for (const [step, milliseconds] of Object.entries(steps))
      metrics.steps.observe({ step }, milliseconds / 1000)
    const fields = {
      request_id: requestId,
      outcome,
      agent,
      kind,
      confidence,
      answered_by: answeredBy,
      steps,
      calls,
    }
    if (error === undefined) logger.info(fields, 'turn')
    else logger.error({ ...fields, error }, 'turn failed')
  }
}

function countCall(
  metrics: Metrics,
  { step, model, milliseconds, promptTokens, completionTokens, cost }: EndedCall,
) {
  metrics.calls.observe({ step, model }, milliseconds / 1000)
  metrics.tokens.inc({ step, model, kind: 'prompt' }, promptTokens ?? 0)
  metrics.tokens.inc({ step, model, kind: 'completion' }, completionTokens ?? 0)
  metrics.cost.inc({ step, model }, cost ?? 0)
}
