import type { ChildProcess } from 'node:child_process'

/** What Node's primary hands to a worker: libuv's socket. `fd` is -1 once it is closed. */
interface Handed {
  fd: number
  close(): void
}

/** So many are remembered before those that are done with are forgotten. */
const roomy = 64

/**
 * Closes the connections that a worker had been handed and had not taken when it ended. Node's primary (24.21,
 * lib/internal/cluster/round_robin_handle.js) keeps each open until the worker says that it has it, and for ever when
 * the worker is killed before: its visitor would wait for nobody. Closed, she or her proxy asks again at once. Node has
 * no public way to these handles; should it send them otherwise one day, nothing is remembered and nothing closed.
 */
export function closeHandedConnections(child: ChildProcess): void {
  let handed: Handed[] = []
  const send = child.send.bind(child) as (message: unknown, handle?: unknown, ...rest: unknown[]) => boolean
  child.send = ((message: unknown, handle?: unknown, ...rest: unknown[]) => {
    if (isHanded(handle)) {
      if (handed.length >= roomy) handed = handed.filter(({ fd }) => fd >= 0)
      handed.push(handle)
    }
    return send(message, handle, ...rest)
  }) as ChildProcess['send']
  child.once('exit', () => {
    for (const handle of handed) if (handle.fd >= 0) handle.close()
    handed = []
  })
}

function isHanded(handle: unknown): handle is Handed {
  return typeof handle === 'object' && handle !== null && 'fd' in handle && 'close' in handle
}
