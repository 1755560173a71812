import type { FastifyInstance } from 'fastify'
import type { AppDeps } from './app-deps.ts'
import { sendDemoPage } from './demo-routes.ts'

/** `GET /`: the demo page for a browser, the service's name and addresses for anything else. */
export function createHomeRoutes(
  deps: Pick<AppDeps, 'demo' | 'team' | 'version'>,
): (app: FastifyInstance) => Promise<void> {
  const card = {
    name: deps.team.name,
    service: 'chatbot-v2',
    version: deps.version,
    chat: '/api/chat',
    docs: '/docs',
    openapi: '/openapi.json',
    health: '/health',
  }
  return async app => {
    app.get('/', (request, reply) => {
      reply.header('vary', 'Accept')
      if (/\btext\/html\b/i.test(request.headers.accept ?? '')) return sendDemoPage(deps.demo, request, reply)
      return reply.send(card)
    })
  }
}
