import type { EndedCall, EndedTurn, Trouble } from './ended-turn.ts'
import type { Metrics } from './metrics.ts'

/** What the labels and figures of a turn are taken from beside the turn itself. */
export interface MetricNames {
  /** Who is called at a step: `openrouter`, `openai`, a server's name … */
  providers: Readonly<Record<string, string>>
  /** Providers bill dollars. */
  eurPerUsd: number
}

const noNames: MetricNames = { providers: {}, eurPerUsd: 1 }

/** Counts a turn that ended. About ten microseconds. */
export function countTurn(metrics: Metrics, turn: EndedTurn, names: MetricNames = noNames): void {
  const outcome = toOutcome(turn)
  const { first_words: firstWords, ...steps } = turn.steps
  metrics.turns.inc({ agent: turn.agent === null ? 'none' : metrics.agentLabel(turn.agent), outcome })
  if (isTimed(outcome)) metrics.durations.observe({ outcome }, turn.milliseconds / 1000)
  if (firstWords !== undefined) metrics.firstWords.observe({ outcome }, firstWords / 1000)
  for (const step in steps) metrics.steps.observe({ step }, (steps[step] as number) / 1000)
  for (const call of turn.calls) countCall(metrics, call, names)
  for (const trouble of turn.troubles) countTrouble(metrics, trouble, names)
  if (turn.budget === null) return
  const { share, spentBy } = turn.budget
  if (share !== null) metrics.budgetShare.set(share)
  if (spentBy !== null) metrics.budgetRefusals.inc({ budget: spentBy })
}

const outcomes = [
  'answered',
  'extractive',
  'pair',
  'team',
  'escalated',
  'partial',
  'refused',
  'repeated',
  'limited',
  'failed',
] as const
type Outcome = (typeof outcomes)[number]

/**
 * Sets what may be counted to nothing: a series that appears with its first event has no rise that Prometheus could
 * see, so the first error after a start would raise no alert.
 */
export function startAtZero(
  metrics: Metrics,
  known: { agents: readonly string[]; codes: readonly string[] },
): void {
  for (const outcome of outcomes) {
    const nobody = outcome === 'limited' || outcome === 'failed'
    for (const agent of [...known.agents, ...(nobody ? ['none'] : [])])
      metrics.turns.inc({ agent: agent === 'none' ? agent : metrics.agentLabel(agent), outcome }, 0)
    if (isTimed(outcome)) metrics.durations.zero({ outcome })
  }
  for (const code of known.codes) metrics.errors.inc({ code }, 0)
  for (const limit of ['messages', 'streams']) metrics.rateLimitHits.inc({ limit }, 0)
  for (const budget of ['month', 'visitor', 'kept_aside']) metrics.budgetRefusals.inc({ budget }, 0)
}

/** Nobody waited a new answer for the others. */
function isTimed(outcome: Outcome): boolean {
  return outcome !== 'limited' && outcome !== 'repeated'
}

/**
 * What became of a turn in one word: `answered` by a model, `extractive` (the documents' own words), `pair` (an answer
 * that was written beforehand), `refused` by the provider, `escalated` to a person, `team` (a greeting, a question back, nobody's subject), `partial` (cut), `repeated`,
 * `limited`, `failed`.
 */
export function toOutcome({ outcome, answeredBy, kind }: EndedTurn): Outcome {
  if (outcome !== 'complete') return outcome
  if (answeredBy === 'team') return kind === 'human' ? 'escalated' : 'team'
  if (answeredBy === 'extractive' || answeredBy === 'pair') return answeredBy
  return answeredBy === 'refusal' ? 'refused' : 'answered'
}

/** Counts an error that a caller was told, and whether it was a limit. */
export function countError(
  { errors, rateLimitHits }: Pick<Metrics, 'errors' | 'rateLimitHits'>,
  code: string,
): void {
  errors.inc({ code })
  if (code === 'rate_limited') rateLimitHits.inc({ limit: 'messages' })
  if (code === 'too_many_streams') rateLimitHits.inc({ limit: 'streams' })
}

/** Steps that the turn's stopwatch does not time, because they run beside another one or within it. */
function isTimedByCall(step: string): boolean {
  return step === 'embed' || step === 'rerank'
}

function countCall(metrics: Metrics, call: EndedCall, { providers, eurPerUsd }: MetricNames): void {
  const { step, milliseconds, promptTokens, completionTokens, cost } = call
  const labels = toLabels(metrics, step, call.asked ?? call.model, providers)
  if (isTimedByCall(step)) metrics.steps.observe({ step }, milliseconds / 1000)
  metrics.calls.observe(labels, milliseconds / 1000)
  metrics.tokens.inc({ ...labels, kind: 'prompt' }, promptTokens ?? 0)
  metrics.tokens.inc({ ...labels, kind: 'completion' }, completionTokens ?? 0)
  metrics.cost.inc(labels, (cost ?? 0) * eurPerUsd)
}

function countTrouble(metrics: Metrics, trouble: Trouble, { providers }: MetricNames): void {
  const { step, model, reason, milliseconds } = trouble
  if (isTimedByCall(step) && milliseconds > 0) metrics.steps.observe({ step }, milliseconds / 1000)
  metrics.troubles.inc({ ...toLabels(metrics, step, model, providers), reason })
}

function toLabels(metrics: Metrics, step: string, model: string, providers: MetricNames['providers']) {
  return { step, provider: providers[step] ?? 'unknown', model: metrics.modelLabel(model) }
}
