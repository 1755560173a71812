import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A loopback port that passes everything to another one, answers `milliseconds` late: a network that is further away. */
export async function startDelayProxy(
  port: number,
  milliseconds: number,
): Promise<{ port: number; close(): void }> {
  const sockets = new Set<Socket>()
  const server = createServer(client => {
    const upstream = connect(port, '127.0.0.1')
    for (const socket of [client, upstream]) {
      sockets.add(socket.setNoDelay(true))
      socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
    }
    client.on('data', chunk => upstream.write(chunk)).on('end', () => upstream.end())
    upstream
      .on('data', chunk => void setTimeout(() => client.write(chunk), milliseconds))
      .on('end', () => void setTimeout(() => client.end(), milliseconds))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
