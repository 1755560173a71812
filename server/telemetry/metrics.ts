import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

export type Metrics = ReturnType<typeof createMetrics>

/** The product's Prometheus metrics, in a registry of their own: several apps can live in one process. */
export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    registry,
    requests: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time to answer a request, by method, route pattern and status',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: secondsBuckets,
      registers,
    }),
    turns: new Counter({
      name: 'chat_turns_total',
      help: 'Turns ended, by agent and outcome',
      labelNames: ['agent', 'outcome'] as const,
      registers,
    }),
    steps: new Histogram({
      name: 'chat_turn_step_duration_seconds',
      help: 'Time of each step of a turn',
      labelNames: ['step'] as const,
      buckets: [0.001, 0.0025, ...secondsBuckets],
      registers,
    }),
    calls: new Histogram({
      name: 'chat_model_call_duration_seconds',
      help: 'Time of calls to providers that ended well or were billed',
      labelNames: ['step', 'model'] as const,
      buckets: secondsBuckets,
      registers,
    }),
    tokens: new Counter({
      name: 'chat_model_tokens_total',
      help: 'Tokens of calls to providers, as they say',
      labelNames: ['step', 'model', 'kind'] as const,
      registers,
    }),
    cost: new Counter({
      name: 'chat_model_cost_dollars_total',
      help: 'Cost of calls to providers',
      labelNames: ['step', 'model'] as const,
      registers,
    }),
    budgetShare: new Gauge({
      name: 'chat_budget_share',
      help: 'Part of the month’s budget that is spent, as the last turn saw it',
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
      labelNames: ['step', 'model', 'reason'] as const,
      registers,
    }),
    openStreams: new Gauge({ name: 'chat_open_streams', help: 'Event streams open now', registers }),
  }
}
