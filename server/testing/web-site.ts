import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

export type Page =
  | string
  | {
      status?: number
      type?: string
      headers?: Record<string, string | string[]>
      body?: string | Uint8Array
    }
  | ((request: IncomingMessage, response: ServerResponse) => void)

/**
 * A web site on loopback: what it serves is looked up by path and query at each request, so that a test may change it.
 * What is not there is 404. `requests` has what was asked, in order; `connections` counts sockets, answered or not.
 */
export async function startWebSite(pages: Record<string, Page> = {}) {
  const requests: { path: string; headers: IncomingMessage['headers']; at: number }[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const listener: RequestListener = (request, response) => {
    const path = request.url ?? '/'
    requests.push({ path, headers: request.headers, at: performance.now() })
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined
    if (page === undefined) response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>404</h1>')
    else if (typeof page === 'function') page(request, response)
    else if (typeof page === 'string')
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
    else
      response
        .writeHead(page.status ?? 200, { 'content-type': page.type ?? 'text/html', ...page.headers })
        .end(page.body)
  }
  const server = createServer(listener)
  server.on('connection', socket => {
    connections++
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    port,
    pages,
    requests,
    get connections() {
      return connections
    },
    /** What was asked but for robots.txt. */
    paths: () => requests.map(({ path }) => path).filter(path => path !== '/robots.txt'),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
