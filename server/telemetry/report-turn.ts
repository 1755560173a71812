import type { Logger } from './logger.ts'
import type { Metrics } from './metrics.ts'

interface EndedTurn {
  requestId: string
  outcome: string
  agent: string | null
  kind: string | null
  confidence: number | null
  steps: Record<string, number>
  error?: unknown
}

/** Makes the function that logs and counts a turn when it ends: ids and figures, no text of anybody's. */
export function createTurnReporter(logger: Logger, metrics: Metrics): (turn: EndedTurn) => void {
  return turn => {
    const { requestId, outcome, agent, kind, confidence, steps, error } = turn
    metrics.turns.inc({ agent: agent ?? 'none', outcome })
    for (const [step, milliseconds] of Object.entries(steps))
      metrics.steps.observe({ step }, milliseconds / 1000)
    const fields = { request_id: requestId, outcome, agent, kind, confidence, steps }
    if (error === undefined) logger.info(fields, 'turn')
    else logger.error({ ...fields, error }, 'turn failed')
  }
}
