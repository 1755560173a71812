import type { TurnReport, TurnRequest } from './turn.ts'

/** The report of a turn of which nothing is known yet. */
export function unansweredReport(request: Pick<TurnRequest, 'request_id'>): TurnReport {
  return {
    requestId: request.request_id,
    outcome: 'failed',
    agent: null,
    kind: null,
    confidence: null,
    steps: {},
    starts: {},
    milliseconds: 0,
    answeredBy: null,
    calls: [],
    troubles: [],
    budget: null,
  }
}
