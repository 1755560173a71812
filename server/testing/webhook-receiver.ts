import { createServer } from 'node:http'
import { Webhook } from 'standardwebhooks'
import { WebhookEvent } from '../../contract/webhook-event.ts'

export interface ReceivedWebhook {
  id: string
  event: WebhookEvent
}

/**
 * A receiver of webhooks on a free port: keeps what the specification's own library verifies and the contract parses, and
 * answers as it is told.
 */
export async function startWebhookReceiver(secret: string) {
  const received: ReceivedWebhook[] = []
  const refused: unknown[] = []
  let status = 200
  let changed = Promise.withResolvers<void>()
  const server = createServer(async (request, response) => {
    try {
      let body = ''
      for await (const part of request) body += part
      const headers = request.headers as Record<string, string>
      const event = WebhookEvent.parse(new Webhook(secret).verify(body, headers))
      received.push({ id: String(headers['webhook-id']), event })
    } catch (error) {
      refused.push(error)
    }
    if (status !== 0) response.writeHead(status).end()
    changed.resolve()
    changed = Promise.withResolvers()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}/webhook/secret-path`,
    received,
    /** What was not signed, or not as the contract says. */
    refused,
    /** The status of every answer from now on; 0 never answers. */
    answer(next: number): void {
      status = next
    },
    async until(done: () => boolean): Promise<void> {
      while (!done()) await changed.promise
    },
    async [Symbol.asyncDispose](): Promise<void> {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
