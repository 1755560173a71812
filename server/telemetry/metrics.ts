import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { createBoundedLabel } from './bounded-label.ts'

/** Seconds. The objective is 5: there is a bucket at it and several around it, so that a quantile near it is no guess. */
const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 3, 4, 5, 7.5, 10, 15, 30, 60]

export type Metrics = ReturnType<typeof createMetrics>

/**
 * The product's Prometheus metrics, in a registry of their own: several apps can live in one process. Names follow
 * Prometheus' conventions (base units, `_total`); labels have few values, none of them anybody's text or id. Gauges say
 * how several processes' values come together (`aggregator`); everything else is added up.
 */
export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  takeTheSlowestLoop(registry)
  const registers = [registry]
  return {
    registry,
    /** Names that come from elsewhere are labels through these only. */
    agentLabel: createBoundedLabel(),
    modelLabel: createBoundedLabel(),
    requests: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time to answer a request, by method, route pattern and status',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: secondsBuckets,
      registers,
    }),
    errors: new Counter({
      name: 'chat_errors_total',
      help: 'Errors that callers were told, by their code; those of a stream that had begun included',
      labelNames: ['code'] as const,
      registers,
    }),
    rateLimitHits: new Counter({
      name: 'chat_rate_limit_hits_total',
      help: 'Requests refused by a limit: messages of a conversation, or streams of an address',
      labelNames: ['limit'] as const,
      registers,
    }),
    webhooks: new Counter({
      name: 'chat_webhook_attempts_total',
      help: 'Attempts at telling an address of an event, by event and what became of it',
      labelNames: ['type', 'outcome'] as const,
      registers,
    }),
    turns: new Counter({
      name: 'chat_turns_total',
      help: 'Turns ended, by agent and outcome',
      labelNames: ['agent', 'outcome'] as const,
      registers,
    }),
    durations: new Histogram({
      name: 'chat_turn_duration_seconds',
      help: 'Time from a message to the end of its stored answer, by outcome',
      labelNames: ['outcome'] as const,
      buckets: secondsBuckets,
      registers,
    }),
    firstWords: new Histogram({
      name: 'chat_time_to_first_token_seconds',
      help: 'Time from a message to the first words of its answer, by outcome',
      labelNames: ['outcome'] as const,
      buckets: secondsBuckets,
      registers,
    }),
    steps: new Histogram({
      name: 'chat_turn_step_duration_seconds',
      help: 'Time of each step of a turn. Embedding runs beside admission, reranking is part of answering',
      labelNames: ['step'] as const,
      buckets: [0.001, 0.0025, ...secondsBuckets],
      registers,
    }),
    calls: new Histogram({
      name: 'chat_model_call_duration_seconds',
      help: 'Time of calls to providers that ended well or were billed',
      labelNames: ['step', 'provider', 'model'] as const,
      buckets: secondsBuckets,
      registers,
    }),
    tokens: new Counter({
      name: 'chat_model_tokens_total',
      help: 'Tokens of calls to providers, as they say',
      labelNames: ['step', 'provider', 'model', 'kind'] as const,
      registers,
    }),
    cost: new Counter({
      name: 'chat_model_cost_euros_total',
      help: 'Cost of calls to providers, at EUR_PER_USD',
      labelNames: ['step', 'provider', 'model'] as const,
      registers,
    }),
    budgetShare: new Gauge({
      name: 'chat_budget_share',
      help: 'Part of the month’s budget that is spent, as the last turn saw it',
      aggregator: 'max',
      registers,
    }),
    budgetRefusals: new Counter({
      name: 'chat_budget_refusals_total',
      help: 'Turns answered without a model because a budget was spent, or what was left of it kept aside for other turns',
      labelNames: ['budget'] as const,
      registers,
    }),
    troubles: new Counter({
      name: 'chat_model_troubles_total',
      help: 'Calls to providers that failed or were not made, by reason',
      labelNames: ['step', 'provider', 'model', 'reason'] as const,
      registers,
    }),
    openStreams: new Gauge({ name: 'chat_open_streams', help: 'Event streams open now', registers }),
    databaseUp: new Gauge({
      name: 'chat_database_up',
      help: '1 while the database answers, 0 while it is away',
      aggregator: 'min',
      registers,
    }),
  }
}

/** prom-client takes the average of several processes' event loops, in which one that is stuck would not be seen. */
function takeTheSlowestLoop(registry: Registry): void {
  for (const figure of ['', '_mean', '_stddev', '_p50', '_p90', '_p99']) {
    const gauge = registry.getSingleMetric(`nodejs_eventloop_lag${figure}_seconds`)
    // What its type leaves out, and its class has (prom-client 15, lib/metric.js).
    if (gauge !== undefined) (gauge as unknown as { aggregator: string }).aggregator = 'max'
  }
}
