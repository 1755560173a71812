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

  /** Milliseconds that the main thread has run and been kept from running, ever (proc(5), schedstat); null but on Linux. */
  function readTimes(): { ran: number; waited: number } | null {
    try {
      const [ran, waited] = readFileSync(`${tasks}/${process.pid}/schedstat`, 'utf8').split(' ')
      return { ran: Number(ran) / 1e6, waited: Number(waited) / 1e6 }
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
   * What the main thread is at: functions and places, innermost first; none when it is in no JavaScript. That takes it
   * milliseconds, but seconds when it has hardly a processor.
   */
  function whereItIs(isRunning: boolean, told: (at: string[]) => void): void {
    setTimeout(told, isRunning ? 5000 : 500, [])
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
  }

  function end(silent: number, isRunning: boolean): void {
    whereItIs(isRunning, at => {
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
  let before = readTimes()
  let silent = 0
  const timer = setInterval(() => {
    const now = performance.now()
    const times = readTimes()
    const waited = before && times && times.waited - before.waited
    const isRunning = before !== null && times !== null && times.ran > before.ran
    silent = count({
      beats: Atomics.load(beats, 0),
      elapsed: now - last,
      waited,
      debugged: silent > 0 && isDebugged(),
    })
    last = now
    before = times
    if (silent < patience) return
    clearInterval(timer)
    end(silent, isRunning)
  }, every)
}
