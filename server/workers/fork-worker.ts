import cluster, { type Worker as ClusterWorker } from 'node:cluster'
import type { HandedConnections } from './handed-connections.ts'
import { createMessageLink, type Handlers, type MessageLink } from './message-link.ts'
import { pulse, watchPulse } from './pulse.ts'
import type { Worker, WorkerEnd } from './supervisor.ts'

/** A worker that can be asked. */
export interface LinkedWorker extends Worker {
  place: number
  link: MessageLink
}

/** The variable that tells a worker its place among the others, 1 and up; the primary and a lone process have none. */
export const placeVariable = 'CHATBOT_WORKER'

/** Longer than a start waits for its database, and than any of its steps takes. */
const startMilliseconds = 300_000

/**
 * Starts this program again as a worker. `handlers` answer what it asks; beyond these it tells `listening` when it does,
 * with a value for `onListening`, and `problem` when it cannot start. A worker that has answered once and then says nothing for
 * half a minute (its loop is stuck) is killed after `onSilent`, and so is one that does not come to listen within five.
 */
export function forkWorker(options: {
  place: number
  handlers: Handlers
  handed: HandedConnections
  onListening(value: unknown): void
  onSilent(place: number): void
}): LinkedWorker {
  const { place } = options
  const forked = cluster.fork({ [placeVariable]: String(place) })
  options.handed.follow(forked)
  const listening = Promise.withResolvers<void>()
  const told: Partial<WorkerEnd> & { listened: boolean } = { listened: false }
  const link = createMessageLink(toChannel(forked), {
    ...options.handlers,
    listening: (value: unknown) => {
      told.listened = true
      clearTimeout(late)
      options.onListening(value)
      listening.resolve()
    },
    problem: (problem: string) => {
      told.problem = problem
    },
  })
  const giveUp = () => {
    options.onSilent(place)
    forked.process.kill('SIGKILL')
  }
  const late = setTimeout(giveUp, startMilliseconds).unref()
  forked.process.once('exit', () => clearTimeout(late))
  // A machine that has much to do may take long to read the program: the first answer is waited for as the start is.
  link.ask('pulse', null, startMilliseconds).then(
    () => {
      const stop = watchPulse(() => link.ask('pulse', null, pulse.silentMilliseconds), giveUp)
      forked.process.once('exit', stop)
    },
    () => {},
  )
  const ended = new Promise<WorkerEnd>(resolve => {
    forked.process.once('exit', (code, signal) => resolve({ ...told, code, signal }))
  })
  // A message for one that has just gone: its end is told by `exit`.
  forked.on('error', () => {})
  return {
    place,
    link,
    listening: listening.promise,
    ended,
    kill: signal => void forked.process.kill(signal),
  }
}

function toChannel(forked: ClusterWorker) {
  return {
    // With a callback, a channel that has just closed is no uncaught error.
    send: (message: object) => forked.isConnected() && forked.process.send(message, () => {}),
    on: (_event: 'message', listener: (message: unknown) => void) => forked.on('message', listener),
  }
}
