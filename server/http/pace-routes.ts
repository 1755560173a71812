import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { eventStreamHeaders } from './sse.ts'
import type { StreamSlots } from './stream-slots.ts'

/** How many events there are, and the milliseconds between two of them. */
export const paceEvents = 4
export const paceMilliseconds = 150

/**
 * `GET /api/chat/pace`: a stream like an answer's, of events that are written apart from each other, so that `npm run doctor`
 * sees whether what is between holds them back. Costs no turn; takes one of the address's places for a second.
 */
export function createPaceRoutes({ slots }: { slots: StreamSlots }): (app: FastifyInstance) => Promise<void> {
  return async app => {
    app.get('/api/chat/pace', async (request, reply) => {
      const free = await slots.take(request.ip)
      if (reply.raw.destroyed) free()
      else reply.raw.once('close', free)
      return reply.headers(eventStreamHeaders).send(Readable.from(writePace()))
    })
  }
}

async function* writePace(): AsyncGenerator<string> {
  for (let id = 1; id <= paceEvents; id++) {
    if (id > 1) await delay(paceMilliseconds)
    yield `id: ${id}\nevent: pace\ndata: {}\n\n`
  }
}
