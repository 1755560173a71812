import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as settled } from 'node:timers/promises'
import { createSupervisor, pauseAfter, type WorkerEnd } from './supervisor.ts'

/** A process that the test ends by hand. */
function createProcess(place: number) {
  const listening = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<WorkerEnd>()
  const signals: string[] = []
  let listened = false
  const end = (how: Partial<WorkerEnd> = {}) => {
    ended.resolve({ code: 1, signal: null, listened, ...how })
    return settled()
  }
  return {
    place,
    signals,
    end,
    listen() {
      listened = true
      listening.resolve()
      return settled()
    },
    worker: {
      listening: listening.promise,
      ended: ended.promise,
      kill(signal: NodeJS.Signals) {
        signals.push(signal)
        if (signal === 'SIGKILL') void end({ code: null, signal })
      },
    },
  }
}

/** A supervisor of `count` such processes. Its pauses end at once, and so does the time for stopping when `late`. */
function supervise(count: number, { late = false } = {}) {
  const processes: ReturnType<typeof createProcess>[] = []
  const pauses: number[] = []
  const replaced: number[] = []
  const clock = { now: 0 }
  const supervisor = createSupervisor({
    count,
    now: () => clock.now,
    async wait(milliseconds, signal) {
      if (milliseconds < 36_000 || late) return
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    },
    onEnd: ({ pause }) => void pauses.push(pause),
    onReplaced: place => void replaced.push(place),
    start(place) {
      const started = createProcess(place)
      processes.push(started)
      return started.worker
    },
  })
  const current = (place: number) =>
    processes.findLast(started => started.place === place) as ReturnType<typeof createProcess>
  return { supervisor, processes, pauses, replaced, clock, current }
}

describe('a supervisor of workers', () => {
  it('has started when every worker listens, and not before', async () => {
    const { supervisor, current } = supervise(2)
    let started = false
    void supervisor.started.then(() => {
      started = true
    })
    await current(1).listen()
    assert.equal(started, false)
    await current(2).listen()
    assert.equal(started, true)
  })

  it('replaces one that dies at once, in the same place', async () => {
    const { supervisor, processes, current, pauses, replaced } = supervise(2)
    await current(1).listen()
    await current(2).listen()
    await current(2).end({ code: null, signal: 'SIGKILL' })
    assert.deepEqual(
      processes.map(({ place }) => place),
      [1, 2, 2],
    )
    await current(2).listen()
    assert.deepEqual([pauses, replaced], [[0], [2]])
    await supervisor.started
  })

  it('waits longer and longer for one that fails again and again, up to 30 s, and forgets it after 10 s of service', async () => {
    const { current, pauses, clock } = supervise(2)
    await current(1).listen()
    await current(2).listen()
    for (let failures = 0; failures < 8; failures++) await current(2).end()
    assert.deepEqual(pauses, [0, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
    await current(2).listen()
    clock.now += 10_000
    await current(2).end()
    assert.equal(pauses.at(-1), 0)
    assert.deepEqual([0, 1, 2, 5, 6, 60].map(pauseAfter), [0, 1000, 2000, 16_000, 30_000, 30_000])
  })

  it('says why, and starts no more, when one ends before all have listened once', async () => {
    const { supervisor, current, pauses } = supervise(2)
    await current(1).listen()
    await current(2).end({ problem: 'Le port 8000 est déjà pris.' })
    await assert.rejects(supervisor.started, /^Error: Le port 8000 est déjà pris\.$/)
    await assert.rejects(supervisor.running, /Le port 8000/)
    assert.deepEqual(pauses, [])
  })

  it('gives up after five starts in a row that failed when nobody is left who serves', async () => {
    const { supervisor, current } = supervise(1)
    await current(1).listen()
    await current(1).end()
    for (let failures = 0; failures < 3; failures++) await current(1).end()
    await current(1).end({ code: null, signal: 'SIGSEGV' })
    await assert.rejects(supervisor.running, /^Error: 5 démarrages de suite ont échoué\. .*signal SIGSEGV/)
  })

  it('goes on as long as one serves', async () => {
    const { supervisor, current, processes } = supervise(2)
    await current(1).listen()
    await current(2).listen()
    for (let failures = 0; failures < 20; failures++) await current(2).end()
    assert.equal(processes.length, 22)
    const still = Symbol('runs')
    assert.equal(await Promise.race([supervisor.running, settled(still)]), still)
  })

  it('passes a signal on, waits for all, and starts none again', async () => {
    const { supervisor, current, processes } = supervise(2)
    await current(1).listen()
    await current(2).listen()
    const stopped = supervisor.stop('SIGTERM', 36_000)
    assert.deepEqual(
      processes.map(({ signals }) => signals),
      [['SIGTERM'], ['SIGTERM']],
    )
    await current(1).end({ code: 0 })
    await current(2).end({ code: 0 })
    assert.equal(await stopped, true)
    assert.equal(processes.length, 2)
    await supervisor.running
  })

  it('takes no offence when one that does not listen yet dies of the signal: it knew no better', async () => {
    const { supervisor, current } = supervise(2)
    await current(1).listen()
    await current(2).listen()
    await current(2).end({ code: null, signal: 'SIGKILL' })
    const stopped = supervisor.stop('SIGTERM', 36_000)
    await current(1).end({ code: 0 })
    await current(2).end({ code: null, signal: 'SIGTERM' })
    assert.equal(await stopped, true)
  })

  it('takes offence when one that listens does', async () => {
    const { supervisor, current } = supervise(1)
    await current(1).listen()
    const stopped = supervisor.stop('SIGTERM', 36_000)
    await current(1).end({ code: null, signal: 'SIGTERM' })
    assert.equal(await stopped, false)
  })

  it('kills those that are late, and says so', async () => {
    const { supervisor, current } = supervise(2, { late: true })
    await current(1).listen()
    await current(2).listen()
    void current(1).end({ code: 0 })
    assert.equal(await supervisor.stop('SIGTERM', 36_000), false)
    assert.deepEqual(current(2).signals, ['SIGTERM', 'SIGKILL'])
  })
})
