import { countTurn, type MetricNames } from './count-turn.ts'
import type { BudgetState, EndedCall, EndedTurn, Trouble } from './ended-turn.ts'
import type { Logger } from './logger.ts'
import type { Metrics } from './metrics.ts'

/** Failures that stay until somebody does something about them, and what that is. Operators read French. */
const todo: Readonly<Record<string, string>> = {
  quota_exhausted:
    'le fournisseur n’a plus de crédit ou de quota pour ce modèle : recharge le compte, ou relève sa limite',
  unauthorized: 'le fournisseur refuse la clé : vérifie-la dans .env, et les droits qu’elle a chez lui',
  model_unavailable:
    'le fournisseur n’a pas (ou plus) ce modèle : choisis-en un autre dans .env, puis redémarre',
  certificate:
    'le certificat du fournisseur n’est pas valable : vérifie son adresse dans .env et l’horloge du serveur',
}
/** Milliseconds after which it is said again, when it still lasts. */
const sayAgain = 86_400_000

/** Makes the function that logs and counts a turn when it ends: ids and figures, no text of anybody's. */
export function createTurnReporter(
  logger: Logger,
  metrics: Metrics,
  now: () => number = Date.now,
  names?: MetricNames,
): (turn: EndedTurn) => void {
  const named = new Set<string>()
  const alert = createAlert(logger, now)
  const tellBudget = createBudgetTeller(logger, now)
  return turn => {
    const { requestId, outcome, agent, kind, confidence, steps, answeredBy, calls, error } = turn
    countTurn(metrics, turn, names)
    for (const trouble of turn.troubles) {
      logger.warn({ request_id: requestId, ...trouble }, 'a provider failed')
      alert.failed(trouble)
    }
    for (const call of calls) alert.worked(call)
    for (const { model, asked = model } of calls.filter(isUnpriced)) {
      if (named.has(asked)) continue
      named.add(asked)
      logger.warn({ model }, 'nobody says what this model costs (PRICES_FILE)')
    }
    if (turn.budget) tellBudget(turn.budget, requestId)
    const fields = {
      request_id: requestId,
      outcome,
      agent,
      kind,
      confidence,
      answered_by: answeredBy,
      steps,
      calls,
      budget_spent: turn.budget?.spentBy ?? null,
    }
    if (error === undefined) logger.info(fields, 'turn')
    else logger.error({ ...fields, error }, 'turn failed')
  }
}

/** Tells the operator once of what waits for them: an ERROR, and not one a turn; again a day later, or when it had worked. */
function createAlert(logger: Logger, now: () => number) {
  const said = new Map<string, number>()
  return {
    failed({ step, model, reason, status, alternatives }: Trouble): void {
      const message = todo[reason]
      const key = `${step} ${model}`
      if (message === undefined || now() - (said.get(key) ?? Number.NEGATIVE_INFINITY) < sayAgain) return
      said.set(key, now())
      logger.error({ step, model, reason, status, ...(alternatives && { alternatives }) }, message)
    },
    worked({ step, model }: EndedCall): void {
      said.delete(`${step} ${model}`)
    },
  }
}

/** Part of a month's budget from which on it is called spent; what is then left may be less than one answer's most. */
const mostOfIt = 0.8
/** Milliseconds after which it is said again that what is left is kept aside. */
const keptAgain = 3_600_000

/**
 * Warnings of what is spent are told by one server, once a month, and once a visitor's day: the database says whose turn
 * it is. That answers wait for no money that others may yet need is another thing, and is told by each server once an hour.
 */
function createBudgetTeller(logger: Logger, now: () => number) {
  let told = Number.NEGATIVE_INFINITY
  return ({ spentBy, share, warning, visitorWarning }: BudgetState, requestId: string): void => {
    if (warning === 100 && (share ?? 1) >= mostOfIt)
      logger.warn({ share }, 'the month’s budget is spent: answers quote the documents')
    else if (warning === 100)
      logger.warn(
        { share },
        'what is left of the month’s budget is less than one answer may cost: answers quote the documents',
      )
    else if (warning !== null) logger.warn({ share, percent: warning }, 'most of the month’s budget is spent')
    if (visitorWarning !== null)
      logger.warn(
        { request_id: requestId, percent: visitorWarning },
        'a visitor’s daily budget is being spent',
      )
    if (spentBy !== 'kept_aside' || now() - told < keptAgain) return
    told = now()
    logger.warn(
      { request_id: requestId, share },
      'what is left of a budget is kept aside for answers being written: this one quotes the documents',
    )
  }
}

/** It said what it used, and still nobody knows the price. */
function isUnpriced({ cost, promptTokens }: EndedCall): boolean {
  return cost === null && promptTokens !== null
}
