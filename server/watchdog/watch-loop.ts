import type { createSilenceCounter } from './count-silence.ts'

/** What the thread is told. */
export interface WatchLoopData {
  /** Grows as the loop comes round. */
  beats: Int32Array
  /** Milliseconds between two glances. */
  every: number
  /** Milliseconds of silence after which the process is ended. */
  patience: number
}

/**
 * The watchdog's thread: glances at the main thread's beats. Uses nothing from outside its own text, which
 * start-watchdog.ts hands to it.
 */
export function watchLoop(createCounter: typeof createSilenceCounter): void {
  const { readdirSync, readFileSync, writeSync } = process.getBuiltinModule('node:fs')
  const { workerData } = process.getBuiltinModule('node:worker_threads')
  const { beats, every, patience } = workerData as WatchLoopData
  const count = createCounter(every)
  const tasks = '/proc/self/task'

  /** Milliseconds that the main thread has been kept from running, ever (proc(5), schedstat); null but on Linux. */
  function readWaited(): number | null {
    try {
      return Number(readFileSync(`${tasks}/${process.pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6
    } catch {
      return null
    }
  }
  /** Node's inspector, which can be opened at any moment (SIGUSR1), has a thread of this name while it is open. */
  function isDebugged(): boolean {
    try {
      return readdirSync(tasks).some(task =>
        readFileSync(`${tasks}/${task}/comm`, 'utf8').startsWith('InspectorIo'),
      )
    } catch {
      return false
    }
  }

  /**
   * What the main thread is at: functions and places, innermost first. None when it has not told after half a second in
   * which it ran or slept: it is in no JavaScript.
   */
  function whereItIs(told: (at: string[]) => void): void {
    const asked = performance.now()
    const before = readWaited() ?? 0
    setInterval(() => {
      const waited = (readWaited() ?? 0) - before
      if (performance.now() - asked - waited >= 500) told([])
    }, 50)
    try {
      const { Session } = process.getBuiltinModule('node:inspector')
      const session = new Session()
      session.connectToMainThread()
      session.on('Debugger.paused', ({ params }) =>
        told(
          params.callFrames
            .slice(0, 10)
            .map(({ functionName, url, location }) => `${functionName} ${url}:${location.lineNumber + 1}`),
        ),
      )
      session.post('Debugger.enable')
      session.post('Debugger.pause')
    } catch {
      // Where it is is good to know; that it ends matters more.
      told([])
    }
  }

  function end(silent: number): void {
    whereItIs(at => {
      const entry = {
        level: 'ERROR',
        time: new Date().toISOString(),
        silent_ms: Math.round(silent),
        at,
        msg: 'the event loop is stuck: this process ends, so that its supervisor starts another',
      }
      try {
        writeSync(1, `${JSON.stringify(entry)}\n`)
      } finally {
        process.kill(process.pid, 'SIGKILL')
      }
    })
  }

  let last = performance.now()
  let waitedBefore = readWaited()
  let silent = 0
  const timer = setInterval(() => {
    const now = performance.now()
    const waited = readWaited()
    silent = count({
      beats: Atomics.load(beats, 0),
      elapsed: now - last,
      waited: waited === null || waitedBefore === null ? null : waited - waitedBefore,
      debugged: silent > 0 && isDebugged(),
    })
    last = now
    waitedBefore = waited
    if (silent < patience) return
    clearInterval(timer)
    end(silent)
  }, every)
}
