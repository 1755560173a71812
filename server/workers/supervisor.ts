/** How a worker ended. */
export interface WorkerEnd {
  code: number | null
  signal: string | null
  /** It had listened. */
  listened: boolean
  /** What it said was wrong with its start, in a line for the operator. */
  problem?: string
}

/** A process that was started. */
export interface Worker {
  /** Resolves when it listens; never, when it ends before. */
  listening: Promise<void>
  ended: Promise<WorkerEnd>
  kill(signal: NodeJS.Signals): void
}

export interface SupervisorDeps {
  count: number
  /** Starts the process of one of the places, 1 to `count`. */
  start(place: number): Worker
  /** Milliseconds, of a clock that only goes forward. */
  now(): number
  wait(milliseconds: number, signal: AbortSignal): Promise<void>
  /** One has ended without being told to, and is started again after `pause` milliseconds. */
  onEnd(end: WorkerEnd & { place: number; pause: number }): void
  /** A place has a worker again. */
  onReplaced(place: number): void
}

export interface Supervisor {
  /** Resolves once each place has a worker that listens. Rejects when one ends before. */
  started: Promise<void>
  /** Rejects when workers end at their start again and again and none is left; never resolves before `stop`. */
  running: Promise<void>
  /**
   * Passes the signal on and waits for all to end, so long at most, then kills. True when each ended by itself with 0, or was
   * only starting and died of the signal.
   */
  stop(signal: NodeJS.Signals, milliseconds: number): Promise<boolean>
}

/** Whoever lived longer had not failed at its start: its successor comes at once. */
const steadyMilliseconds = 10_000
/** Starts in a row that fail before all is given up, if nobody is left who serves. */
const maxFailures = 5
const longestPause = 30_000

/** Milliseconds before the next start after so many that failed in a row: 0 after none, then 1 s, 2 s … 30 s. */
export function pauseAfter(failures: number): number {
  return failures === 0 ? 0 : Math.min(longestPause, 1000 * 2 ** (failures - 1))
}

/** Why workers are started no more, in a line for the operator. */
export function toWorkerProblem({ code, signal, problem }: WorkerEnd): string {
  const how = signal === null ? `code ${code}` : `signal ${signal}`
  return problem ?? `Un processus s’est arrêté pendant son démarrage (${how}) : voir le journal ci-dessus.`
}

/** Keeps `count` workers running: one that ends is replaced, with pauses that grow while replacements fail. */
export function createSupervisor(deps: SupervisorDeps): Supervisor {
  const { count, now, wait } = deps
  const stopping = new AbortController()
  const workers = new Map<number, Worker>()
  const serving = new Set<Worker>()
  const started = Promise.withResolvers<void>()
  const running = Promise.withResolvers<void>()
  // Whoever looks at neither shall not fall over them.
  started.promise.catch(() => {})
  running.promise.catch(() => {})
  let complete = false

  function note(place: number, worker: Worker): void {
    serving.add(worker)
    if (complete) deps.onReplaced(place)
    else if (serving.size === count) {
      complete = true
      started.resolve()
    }
  }

  async function runOnce(place: number): Promise<{ end: WorkerEnd; lived: number }> {
    const worker = deps.start(place)
    const began = now()
    workers.set(place, worker)
    void worker.listening.then(() => note(place, worker))
    const end = await worker.ended
    workers.delete(place)
    serving.delete(worker)
    return { end, lived: now() - began }
  }

  async function keep(place: number): Promise<void> {
    let failures = 0
    while (!stopping.signal.aborted) {
      const { end, lived } = await runOnce(place)
      if (stopping.signal.aborted) return
      if (!complete && !end.listened) throw new Error(toWorkerProblem(end))
      failures = end.listened && lived >= steadyMilliseconds ? 0 : failures + 1
      if (failures >= maxFailures && serving.size === 0) {
        throw new Error(`${failures} démarrages de suite ont échoué. ${toWorkerProblem(end)}`)
      }
      // The first that dies in its service is replaced at once too.
      const pause = pauseAfter(end.listened ? Math.max(0, failures - 1) : failures)
      deps.onEnd({ ...end, place, pause })
      await wait(pause, stopping.signal).catch(() => {})
    }
  }

  const fail = (error: unknown) => {
    started.reject(error)
    running.reject(error)
  }
  for (let place = 1; place <= count; place++) keep(place).catch(fail)

  return {
    started: started.promise,
    running: running.promise,
    async stop(signal, milliseconds) {
      stopping.abort()
      const left = [...workers.values()]
      for (const worker of left) worker.kill(signal)
      const bound = new AbortController()
      const ended = Promise.all(left.map(worker => worker.ended)).finally(() => bound.abort())
      await wait(milliseconds, bound.signal).catch(() => {})
      // Those that have ended already feel nothing.
      if (!bound.signal.aborted) for (const worker of left) worker.kill('SIGKILL')
      const ends = await ended
      running.resolve()
      // One that was only starting may not have come to where it listens for signals: it had nothing to end.
      return ends.every(end => end.code === 0 || (!end.listened && end.signal === signal))
    },
  }
}
