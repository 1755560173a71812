import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ChatEvent, ChatReply, Source } from '../../contract/chat.ts'
import { createProviders, type ProviderSettings } from '../providers/create-providers.ts'
import { createLogger } from '../telemetry/logger.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import { createTurnReporter } from '../telemetry/report-turn.ts'
import { createBreakers, modelBreaker, stepBreaker } from '../turn/model/breaker.ts'
import { chainLimits } from '../turn/model/retry-rules.ts'
import { fakeKeys, startFakeProviders } from './fake-providers/start-fake-providers.ts'
import { openTestDatabase } from './open-test-database.ts'
import { openTestTurns, testModels, toTurnRequest } from './open-test-turns.ts'
import { createFolder } from './start-product.ts'
import { createWireClock } from './wire-clock.ts'

export const rowQuestion = 'Quand relancer un panier abandonné ?'
/** What the documents say to it, as the extractive answer quotes it and the fake model repeats it. */
export const rowAnswer = 'Un panier abandonné se relance une heure après, puis le lendemain'

/** What became of one turn, everywhere a row of failures.md asks for. */
export interface RowTurn {
  events: ChatEvent[]
  reply: ChatReply
  /** What the visitor saw: the text, put together from its pieces, the sources, who answered. */
  shown: string
  sources: Source[]
  agent: string
  /** When, in milliseconds of the turn's clock: the first event after `accepted`, and the end. */
  progress: number
  milliseconds: number
  /** Models that were called over the wire, in order; calls to the embedder and the reranker. */
  asked: string[]
  prompts: { messages: { content: unknown }[]; max_tokens?: number }[]
  embedded: number
  reranked: number
  /** The row of the answer. `steps` as it is stored. */
  stored: {
    content: string
    status: string
    model: string | null
    tokens: [number, number] | null
    cost: number | null
    steps: { answered_by?: string; troubles?: { step: string; reason: string; next: string }[] }
  }
  /** Lines of the product's own logger: `WARNING answer first overloaded 503 → second (models it names)`. */
  warnings: string[]
  /** Lines of level ERROR, by their message and model. */
  alerts: string[]
  /** The line about the turn. */
  line: Record<string, unknown>
  /** All that was logged, as it was written. */
  log: string
}

/**
 * The turn on fake providers over real sockets, with the product's logger, and the chain's own limits on a clock that
 * moves only when nothing happens. Each turn finds its breakers closed unless it is one of `again`.
 */
export async function openRowTurns(
  change: Partial<ProviderSettings> = {},
  given: { retrieval?: boolean } = {},
) {
  const folder = createFolder()
  const fakes = await startFakeProviders()
  const clock = createWireClock([fakes.openrouter, fakes.openai, fakes.cohere])
  const retrieval = given.retrieval ?? false
  const providers = await createProviders({
    openrouter: { apiKey: fakeKeys.openrouter, baseUrl: `${fakes.url}/openrouter/api/v1` },
    openai: retrieval
      ? { apiKey: fakeKeys.openai, baseUrl: `${fakes.url}/openai/v1` }
      : { apiKey: undefined, baseUrl: 'https://api.openai.com/v1' },
    cohere: retrieval
      ? { apiKey: fakeKeys.cohere, baseUrl: `${fakes.url}/cohere` }
      : { apiKey: undefined, baseUrl: 'https://api.cohere.com' },
    ...change,
  })
  mkdirSync(join(folder.path, 'audrey'))
  const documents = {
    paniers: `Paniers\n\n## ${rowQuestion}\n\n${rowAnswer}.`,
    emails:
      'Relancer par email\n\nUne relance de panier par email rappelle le produit, sans insister. Un panier oublié se relance deux fois.',
  }
  for (const [name, text] of Object.entries(documents))
    writeFileSync(join(folder.path, 'audrey', `${name}.md`), `# ${text}`)

  const lines: string[] = []
  const logger = createLogger({
    level: 'info',
    pretty: false,
    destination: { write: line => void lines.push(line) },
  })
  const closed = () => ({
    models: createBreakers(clock.now, modelBreaker, () => 0),
    steps: createBreakers(clock.now, stepBreaker, () => 0),
  })
  let breakers = closed()
  let report = createTurnReporter(logger, createMetrics())
  const database = await openTestDatabase()
  const { turns } = await openTestTurns({
    database,
    agents: join(import.meta.dirname, '../../agents'),
    knowledge: { audrey: join(folder.path, 'audrey') },
    // Idle is the wire's to watch, in the machine's own time: a sixteenth of it, as the fakes' `pace`.
    settings: { models: { ...testModels, limits: { idle: chainLimits.idle / 16 } } },
    models: {
      languageModel: providers.language,
      embedder: providers.embedder,
      reranker: providers.reranker,
      timers: clock,
      random: () => 0,
      breakers: {
        models: { permit: key => breakers.models.permit(key), open: () => breakers.models.open() },
        steps: { permit: key => breakers.steps.permit(key), open: () => breakers.steps.open() },
      },
    },
    report: turn => report(turn),
  })
  let conversations = 0

  async function ask(
    options: { message?: string; silent?: boolean; again?: boolean; conversation?: string } = {},
  ): Promise<RowTurn> {
    if (!options.again) {
      breakers = closed()
      report = createTurnReporter(logger, createMetrics())
    }
    const conversationId = options.conversation ?? `row-${++conversations}`
    for (const endpoint of [fakes.openrouter, fakes.openai, fakes.cohere]) endpoint.received.length = 0
    lines.length = 0
    const began = clock.now()
    const events: { event: ChatEvent; at: number }[] = []
    const read = async () => {
      const message = options.message ?? `${rowQuestion} (${conversations})`
      const turn = await turns.begin(toTurnRequest({ conversation_id: conversationId, message }))
      await turn.follow(event => events.push({ event, at: clock.now() - began }))
    }
    await clock.run(read(), { silent: options.silent ?? false })
    const last = events.at(-1)
    if (last?.event.type !== 'done') throw new Error(`the turn ended with ${last?.event.type}`)
    const { reply } = last.event
    const [row] = await database.query(
      `select content, status, model, prompt_tokens, completion_tokens, cost::float8 as cost, steps
      from messages where conversation_id = $1 and role = 'assistant' order by created_at desc limit 1`,
      [conversationId],
    )
    if (row === undefined) throw new Error('no answer is stored')
    const { prompt_tokens, completion_tokens, steps, ...stored } = row
    const log = lines.map(line => JSON.parse(line))
    const wire = fakes.openrouter.received.map(
      ({ body }) => body as RowTurn['prompts'][0] & { model: string },
    )
    return {
      events: events.map(({ event }) => event),
      reply,
      shown: events.map(({ event }) => (event.type === 'delta' ? event.text : '')).join(''),
      sources: reply.sources,
      agent: reply.agent,
      progress: events.find(({ event }) => event.type === 'agent')?.at ?? Number.NaN,
      milliseconds: last.at,
      asked: wire.map(({ model }) => model),
      prompts: wire,
      embedded: fakes.openai.received.length,
      reranked: fakes.cohere.received.length,
      stored: {
        ...stored,
        steps: JSON.parse(String(steps)),
        tokens: prompt_tokens === null ? null : [prompt_tokens, completion_tokens],
      } as RowTurn['stored'],
      warnings: log
        .filter(({ next }) => next !== undefined)
        .map(({ level, step, model, reason, status, next, alternatives }) => {
          const named = alternatives ? ` (${alternatives.join(', ')})` : ''
          return `${[level, step, model, reason, status, '→', next].filter(part => part !== null).join(' ')}${named}`
        }),
      alerts: log.filter(({ level }) => level === 'ERROR').map(({ model, msg }) => `${model}: ${msg}`),
      line: log.find(({ msg }) => msg === 'turn') ?? {},
      log: lines.join(''),
    }
  }

  return {
    fakes,
    clock,
    ask,
    async close() {
      await providers.close()
      await fakes.close()
      await database.close()
      folder[Symbol.dispose]()
    },
  }
}
