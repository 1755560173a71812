import { connect } from 'node:net'
import type { ClientBase } from 'pg'

/** What a server gives every connection to cancel its statements with; `pg` keeps it without declaring it. */
type KeyedClient = ClientBase & { processID?: number | null; secretKey?: number | null }

const cancelCode = 80_877_102
const giveUpMilliseconds = 1000

/**
 * Asks the server, on a connection of its own, to cancel what `client` is doing: closing the connection alone would let
 * a long statement run to its end. Resolves when it was asked or could not be; it promises nothing, as the protocol
 * does not (https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS).
 * Poolers pass it on. The request has no secret beyond its purpose, so it needs no TLS.
 */
export function cancelStatement(
  { host, port }: { host: string; port: number },
  { processID, secretKey }: KeyedClient,
): Promise<void> {
  if (processID == null || secretKey == null) return Promise.resolve()
  const request = Buffer.alloc(16)
  request.writeInt32BE(16, 0)
  request.writeInt32BE(cancelCode, 4)
  request.writeInt32BE(processID, 8)
  request.writeInt32BE(secretKey, 12)
  return new Promise(resolve => {
    const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect({ host, port })
    socket.setTimeout(giveUpMilliseconds, () => socket.destroy())
    socket.once('error', () => undefined)
    socket.once('close', () => resolve())
    socket.resume()
    socket.write(request)
  })
}
