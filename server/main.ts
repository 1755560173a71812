// The only wiring: reads the environment, opens the database, listens, shuts down. Imported by nobody.
import cluster from 'node:cluster'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { createRouter } from './agents/choose-agent.ts'
import { loadTeam } from './agents/load-team.ts'
import type { Persona } from './agents/persona.ts'
import { createApp } from './app.ts'
import { modelsWithoutPrice, toBudgetSettings } from './budget-settings.ts'
import { type Config, parseConfig } from './config.ts'
import { type ConnectedModels, connectModels } from './connect-models.ts'
import { connectWebhooks, toEventSettings } from './connect-webhooks.ts'
import { openDatabase } from './database/open-database.ts'
import { toDatabaseListener } from './database-listener.ts'
import { loadDemoAssets } from './http/demo-assets.ts'
import { loadWidgetAssets } from './http/widget-assets.ts'
import { ReaderStartError } from './ingest/reader-start-error.ts'
import { keepInBackground } from './keep-in-background.ts'
import { loadSampleKnowledge } from './load-sample-knowledge.ts'
import { measureProduct } from './measure-product.ts'
import { databaseStatus } from './operations/database-status.ts'
import { pingDatabase } from './operations/ping-database.ts'
import { reindexChunks } from './operations/reindex-chunks.ts'
import { releaseTurns } from './operations/release-turns.ts'
import type { Database } from './ports/database.ts'
import { readEnvironment } from './read-environment.ts'
import { releaseMemory } from './release-memory.ts'
import {
  describeUnnamedModels,
  toListenProblem,
  toStartProblem,
  toStartScreen,
  toStartState,
} from './start-screen.ts'
import { stopOnSignal } from './stop-on-signal.ts'
import { type Running, stopRunning } from './stop-running.ts'
import { superviseWorkers, type WorkerStart } from './supervise-workers.ts'
import { countError } from './telemetry/count-turn.ts'
import { createLogger, type Logger, toReason } from './telemetry/logger.ts'
import { createTurnReporter } from './telemetry/report-turn.ts'
import type { Tracing } from './trace-product.ts'
import { createTurns } from './turn/run-turn.ts'
import { describeVolatileDisk } from './volatile-disk.ts'
import { watchOwnLoop } from './watch-own-loop.ts'
import { toWidgetConfig, toWidgetSettings } from './widget-config.ts'
import { linkToPrimary } from './workers/primary-link.ts'

const root = join(import.meta.dirname, '..')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
const interactive = process.stdout.isTTY === true

/** It listens meanwhile: the start screen waits so long, from the first call on, for what the vendors say of their keys. */
const keysMilliseconds = 1500
/** A turn is renewed while it runs; whoever finds one that was not for so long takes it up again. */
const leaseSeconds = 15

/** Of a worker (WORKERS > 1) to the process that started it. */
const primary = linkToPrimary()

await start().catch(async error => {
  // The primary says it once for all its workers.
  if (primary) await primary.tellProblem(toStartProblem(error)).catch(() => {})
  else process.stderr.write(`${toStartProblem(error)}\n`)
  process.exit(1)
})

async function start(): Promise<void> {
  const config = parseConfig(readEnvironment(process.cwd(), process.env))
  const base = createLogger({ level: config.logLevel, pretty: interactive })
  if (config.workers > 1 && cluster.isPrimary) return superviseWorkers(config, { logger: base, interactive })
  const logger = primary ? base.child({ worker: primary.place }) : base
  const running: Running = { logger, shuttingDown: false, closing: false, loading: new AbortController() }
  stopOnSignal(
    signal => stopRunning(running, signal),
    error => logger.error({ error }, 'the shutdown failed'),
  )

  const { team, personas } = await loadTeam(join(root, 'agents'))
  // Said before that disk may turn out not to be writable either.
  const volatile = describeVolatileDisk(config.database, process.env)
  if (volatile !== null) logger.error(volatile)
  const opening = openDatabase(config.database, {
    ...toDatabaseListener(config, logger),
    // Nothing brings the thread back: end, and let the supervisor start anew.
    onLost: error => {
      logger.error({ error }, 'the embedded database is gone')
      process.exit(1)
    },
    onAway: error => {
      running.metrics?.databaseUp.set(0)
      logger.error({ problem: toReason(error) }, 'the database is away')
      logger.debug({ error }, 'how the database was found to be away')
    },
    onBack: () => {
      running.metrics?.databaseUp.set(1)
      logger.info('the database is back')
    },
  })
  const tracing = await startTracing(config, logger)
  running.tracing = tracing
  const models = await connectModels(config, { team, personas, logger, extraHeaders: tracing?.headers })
  running.models = models
  const unpriced = modelsWithoutPrice(config, personas, models.deps)
  if (unpriced.length > 0 && toBudgetSettings(config))
    logger.warn({ models: unpriced }, 'models without a price: budgets take them for dear ones (PRICES_FILE)')
  const unnamed = describeUnnamedModels(config)
  if (unnamed !== null) logger.warn(unnamed)
  // The router learns on this thread while the embedded database opens on its own.
  const router = createRouter({ team, personas, threshold: config.routingConfidence })
  const opened = await opening
  const { database, exclusive } = opened
  running.database = database
  if (config.supabaseIgnored)
    logger.warn('DATABASE_URL is used; SUPABASE_URL and SUPABASE_SERVICE_KEY are ignored')
  if (exclusive) await releaseTurns(database)
  running.reindexed = reindex(database, running)
  // Elsewhere an old knowledge base may take minutes, and others answer from it meanwhile.
  if (exclusive) await running.reindexed
  running.loaded = loadSamples(config, database, running)
  await running.loaded
  if (running.shuttingDown) return

  const { metrics, names } = measureProduct(config, {
    version,
    opened,
    models,
    agents: personas.map(({ id }) => id),
  })
  running.metrics = metrics
  const report = createTurnReporter(logger, metrics, Date.now, names)
  const turns = createTurns({
    database,
    team,
    personas,
    router,
    settings: {
      rateLimit: config.rateLimit,
      maxHistoryMessages: config.maxHistoryMessages,
      initialResults: config.search.initialResults,
      leaseSeconds,
      models: models.settings,
      budget: toBudgetSettings(config),
      events: toEventSettings(config.webhooks, endpoint => running.webhooks?.isStopped(endpoint) ?? false),
    },
    clock: () => performance.now(),
    createId: randomUUID,
    wait: delay,
    report(turn) {
      report(turn)
      tracing?.ended(turn)
      running.webhooks?.wake()
    },
    ...(tracing?.models(models.deps) ?? models.deps),
  })
  const app = await createApp({
    config: { ...config, trustProxy: toProxyTrust(config.trustProxy) },
    database,
    turns: tracing?.turns(turns) ?? turns,
    team: { name: team.name, webhookTypes: webhookTypesOf(personas) },
    demo: { assets: await loadDemoAssets() },
    widget: {
      assets: await loadWidgetAssets(toWidgetSettings(team)),
      configOf: language => toWidgetConfig(team, personas, language),
    },
    health: () => checkServices(models, database),
    metrics: primary?.share(metrics.registry) ?? metrics.registry,
    logger,
    version,
    now: () => new Date(),
    isShuttingDown: () => running.shuttingDown,
    isClosing: () => running.closing,
    onRequestDone: ({ method, route, status, seconds }) => {
      metrics.requests.observe({ method, route, status }, seconds)
    },
    onStreamsChange: open => metrics.openStreams.set(open),
    ...(primary && { streams: primary.streams }),
    onError: code => countError(metrics, code),
  })
  running.app = app

  releaseMemory()
  const port = await listen(app, config)
  watchOwnLoop(logger)
  running.webhooks = connectWebhooks(config.webhooks, { database, logger, metrics, version, site: team.name })
  keepInBackground(config, { database, models, logger, version, signal: running.loading.signal })
  await models.keys.looked(keysMilliseconds)
  const state = toStartState(config, port, await databaseStatus(database), models.keys.problems(), volatile)
  if (primary) {
    const team = personas.map(({ name, emoji }) => ({ name, emoji }))
    primary.tellListening({ state, team } satisfies WorkerStart)
  } else if (interactive) process.stdout.write(toStartScreen(state, personas))
  else logger.info(state, 'listening')
}

/** Traces of turns where they are asked for; elsewhere nothing of it is loaded. */
async function startTracing(config: Config, logger: Logger): Promise<Tracing | undefined> {
  const { tracing, providers } = config
  if (tracing === undefined) return undefined
  const { traceProduct } = await import('./trace-product.ts')
  return traceProduct(
    { tracing, providers },
    { version, onLost: problem => logger.warn(problem, 'traces were lost (OTEL_EXPORTER_OTLP_ENDPOINT)') },
  )
}

/** A failure leaves some chunks unfindable by their words until the next start; answering goes on. */
async function reindex(database: Database, running: Running): Promise<void> {
  try {
    const { documents } = await reindexChunks(database, {
      onProgress: progress => running.logger.info(progress, 'indexing documents that were not'),
    })
    if (documents > 0) running.logger.info({ documents }, 'indexed documents that were not')
  } catch (error) {
    if (!running.shuttingDown) running.logger.error({ error }, 'indexing documents failed')
  }
}

async function loadSamples(
  { database: options }: Config,
  database: Database,
  running: Running,
): Promise<void> {
  if (options.driver !== 'embedded') return
  const failures = await loadSampleKnowledge({
    database,
    folder: join(root, 'knowledge'),
    unfinished: join(options.dataDir, 'samples.loading'),
    interactive,
    signal: running.loading.signal,
  }).catch((error: unknown) => {
    // The next start goes on with it; meanwhile the chat says that it knows nothing.
    if (!(error instanceof ReaderStartError)) throw error
    running.logger.error({ problem: error.message }, 'the sample documents could not be read')
    return []
  })
  for (const failure of failures) running.logger.warn({ failure }, 'a sample document could not be read')
}

/** Listens and returns the port, which is chosen by the system when 0 is asked for. */
async function listen(app: FastifyInstance, { host, port }: Config): Promise<number> {
  await app.listen({ host, port }).catch(error => {
    throw new Error(toListenProblem(error, host, port), { cause: error })
  })
  const address = app.server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

async function checkServices(models: ConnectedModels, database: Database) {
  const reachable = await pingDatabase(database).then(
    ({ writable }) => writable,
    () => false,
  )
  const { degraded, ...providers } = models.health()
  return { degraded, services: { database: reachable, ...providers } }
}

/** Fastify takes names and addresses; a number of proxies is that many hops, nearest first. */
function toProxyTrust(trust: Config['trustProxy']) {
  return typeof trust === 'number' ? (_address: string, hop: number) => hop < trust : trust
}

function webhookTypesOf(personas: readonly Persona[]): Record<string, 'automation' | 'creation'> {
  return Object.fromEntries(
    personas.flatMap(({ id, webhookType }) => (webhookType ? [[id, webhookType]] : [])),
  )
}
