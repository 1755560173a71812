import { Worker } from 'node:worker_threads'
import { createSilenceCounter } from './count-silence.ts'
import { watchLoop } from './watch-loop.ts'

/** How often the loop is glanced at; it beats twice as often. */
const everyMilliseconds = 1000
/** With the glances before and after it, and the look at where it is stuck, a stuck process has ended within 10 s. */
const patienceMilliseconds = 6500

/**
 * Watches this thread's event loop from another thread, from now on: once it has not come round for so long although it
 * could, says where it is stuck in a line of the log and ends the process with SIGKILL, so that whoever supervises it
 * starts another. Not while the process is stopped, the machine asleep or overloaded, or a debugger open. Keeps no
 * process alive. `onError`: the thread ended by itself, and nobody watches any more.
 */
export function startWatchdog(options: {
  onError(error: unknown): void
  everyMilliseconds?: number
  patienceMilliseconds?: number
}): void {
  const every = options.everyMilliseconds ?? everyMilliseconds
  const beats = new Int32Array(new SharedArrayBuffer(4))
  setInterval(() => Atomics.add(beats, 0, 1), every / 2).unref()
  // As text: a thread that reads TypeScript costs 11 MB more (Node 24.21, Linux).
  const text = `(${watchLoop})(${createSilenceCounter})`
  const watcher = new Worker(text, {
    eval: true,
    workerData: { beats, every, patience: options.patienceMilliseconds ?? patienceMilliseconds },
    env: {},
    execArgv: [],
    name: 'watchdog',
  })
  watcher.on('error', options.onError)
  watcher.unref()
}
