import { setTimeout as delay } from 'node:timers/promises'
import type { Config } from './config.ts'
import { openDatabase } from './database/open-database.ts'
import { toDatabaseListener } from './database-listener.ts'
import { releaseMemory } from './release-memory.ts'
import { type StartState, toStartScreen } from './start-screen.ts'
import { stopOnSignal } from './stop-on-signal.ts'
import type { Logger } from './telemetry/logger.ts'
import { watchOwnLoop } from './watch-own-loop.ts'
import { forkWorker, type LinkedWorker } from './workers/fork-worker.ts'
import { createHandedConnections } from './workers/handed-connections.ts'
import { createMergedMetrics, type MetricsSnapshot } from './workers/merge-metrics.ts'
import type { Handlers } from './workers/message-link.ts'
import { createStreamPlaces } from './workers/stream-places.ts'
import { createSupervisor, type Supervisor } from './workers/supervisor.ts'

/** What a worker says when it listens. */
export interface WorkerStart {
  state: StartState
  team: { name: string; emoji: string }[]
}

/** A worker ends within 35 s of its signal; then it is killed. */
const stopMilliseconds = 36_000
/** A worker that is busy for longer is counted as it was when it last answered. */
const metricsMilliseconds = 2000

/**
 * The primary of WORKERS > 1: prepares the database once, starts the workers, which share its port, replaces those that
 * die, and passes signals on. Node's cluster with its round robin and not SO_REUSEPORT: the primary alone accepts, so
 * that each worker gets as many connections as the others, a worker that drains or dies leaves none behind in a queue of
 * its own, and there is nothing to tune per system. Rejects, with a line for the operator, when it cannot go on.
 */
export async function superviseWorkers(
  config: Config,
  { logger, interactive }: { logger: Logger; interactive: boolean },
): Promise<void> {
  const running: { supervisor?: Supervisor; stopping: boolean } = { stopping: false }
  stopOnSignal(
    async signal => {
      running.stopping = true
      logger.info({ signal }, 'shutting down')
      const clean = (await running.supervisor?.stop(signal, stopMilliseconds)) ?? true
      if (!clean) throw new Error('a worker did not end by itself')
    },
    error => logger.error({ error }, 'the shutdown failed'),
  )
  await prepareDatabase(config, logger)
  if (running.stopping) return

  const workers = createWorkers(config, logger)
  const supervisor = workers.supervise()
  running.supervisor = supervisor
  try {
    await supervisor.started
    tellStart(workers.first(), config.workers, { logger, interactive })
    releaseMemory()
    watchOwnLoop(logger)
    await supervisor.running
  } catch (error) {
    await supervisor.stop('SIGTERM', stopMilliseconds)
    throw error
  }
}

/** Migrations and conversions are the primary's: workers find everything done. */
async function prepareDatabase(config: Config, logger: Logger): Promise<void> {
  const { database: options } = config
  const few = options.driver === 'postgres' ? { ...options, poolSize: 2 } : options
  const { database } = await openDatabase(few, toDatabaseListener(config, logger))
  await database.close()
}

function createWorkers(config: Config, logger: Logger) {
  const live = new Map<number, LinkedWorker>()
  const metrics = createMergedMetrics()
  const handed = createHandedConnections()
  const streams = createStreamPlaces(config.maxStreamsPerAddress)
  let first: WorkerStart | undefined

  async function readAllMetrics(): Promise<string> {
    const answers = [...live.values()].map(async ({ place, link }) => {
      const snapshot = await link.ask('metrics', null, metricsMilliseconds).catch(() => undefined)
      if (snapshot !== undefined) metrics.note(place, snapshot as MetricsSnapshot)
    })
    await Promise.all(answers)
    return metrics.text()
  }
  const handlersOf = (place: number): Handlers => ({
    'all metrics': readAllMetrics,
    'take stream': ({ ticket, key }: { ticket: number; key: string }) => streams.take(place, ticket, key),
    'free stream': (ticket: number) => streams.free(place, ticket),
  })
  function start(place: number): LinkedWorker {
    const worker = forkWorker({
      place,
      handlers: handlersOf(place),
      handed,
      onListening: value => {
        first ??= value as WorkerStart
      },
      onSilent: () => logger.error({ worker: place }, 'a worker does not answer any more: it is replaced'),
    })
    live.set(place, worker)
    void worker.ended.then(() => {
      if (live.get(place) === worker) live.delete(place)
      streams.forget(place)
      return metrics.retire(place)
    })
    return worker
  }
  return {
    first: () => first as WorkerStart,
    supervise: () =>
      createSupervisor({
        count: config.workers,
        start,
        now: () => performance.now(),
        wait: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
        onEnd: ({ place, code, signal, problem, pause }) =>
          logger.error(
            { worker: place, code, signal, ...(problem && { problem }), restart_in_ms: pause },
            'a worker has ended; another takes its place',
          ),
        onReplaced: place => logger.info({ worker: place }, 'a worker has taken the place of another'),
      }),
  }
}

/** One line, or one screen, whatever the number of workers. */
function tellStart(
  { state, team }: WorkerStart,
  workers: number,
  { logger, interactive }: { logger: Logger; interactive: boolean },
): void {
  if (interactive) process.stdout.write(toStartScreen(state, team))
  else logger.info({ ...state, workers }, 'listening')
}
