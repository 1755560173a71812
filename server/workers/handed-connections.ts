import type { Worker } from 'node:cluster'

/** What Node's primary hands to a worker: libuv's socket. `fd` is -1 once it is closed. */
interface Handed {
  fd: number
  close(): void
}

/** What Node's primary and its workers say to each other of connections. */
interface ClusterMessage {
  act?: string
  /** Number of this message. */
  seq?: number
  /** Number of the message that this one answers. */
  ack?: number
  /** The answer to `newconn`: the worker has it now, or has not. */
  accepted?: boolean
}

/** The connections that workers were handed and have not taken yet. */
export interface HandedConnections {
  /** To be called when a worker has just been forked. */
  follow(worker: Worker): void
}

/**
 * Closes connections that nobody will take, whose visitor would wait as long as the primary lives; closed, she or her
 * proxy asks again at once. Node's primary (24.21, lib/internal/cluster/round_robin_handle.js) keeps each open until a
 * worker says that it has it: for ever when that worker is killed before, and when it refuses because it has just
 * stopped listening and was the last that did (nodejs/node#21746). Node has no public way to these handles; should it
 * send them otherwise one day, nothing is remembered and nothing closed.
 */
export function createHandedConnections(): HandedConnections {
  const listening = new Set<Worker>()
  return {
    follow(worker) {
      const { process: child } = worker
      const handed = new Map<number, Handed>()
      const send = child.send.bind(child) as (
        message: ClusterMessage,
        handle?: unknown,
        ...rest: unknown[]
      ) => boolean
      child.send = ((message: ClusterMessage, handle?: unknown, ...rest: unknown[]) => {
        if (message.seq !== undefined && isHanded(handle)) handed.set(message.seq, handle)
        return send(message, handle, ...rest)
      }) as typeof child.send
      worker.once('listening', () => listening.add(worker))
      child.on('internalMessage', ({ act, ack, accepted }: ClusterMessage) => {
        if (act === 'close') listening.delete(worker)
        if (ack === undefined) return
        // Refused, it is given to another, if there is one.
        if (accepted === false && listening.size === 0) close(handed.get(ack))
        handed.delete(ack)
      })
      child.once('exit', () => {
        listening.delete(worker)
        for (const handle of handed.values()) close(handle)
        handed.clear()
      })
    },
  }
}

function isHanded(handle: unknown): handle is Handed {
  return typeof handle === 'object' && handle !== null && 'fd' in handle && 'close' in handle
}

function close(handle: Handed | undefined): void {
  if (handle !== undefined && handle.fd >= 0) handle.close()
}
