import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { AppError } from './errors.ts'
import { logWhenDone } from './http/access-log.ts'
import type { AppDeps } from './http/app-deps.ts'
import { createChatRoutes } from './http/chat-routes.ts'
import { createClientErrorHandler, createExpectationHandler } from './http/client-error.ts'
import { setCommonHeaders, toPreflightHeaders } from './http/common-headers.ts'
import { createConversationRoutes } from './http/conversation-routes.ts'
import { createDemoRoutes } from './http/demo-routes.ts'
import { createDocsRoutes } from './http/docs-routes.ts'
import { createHealthRoutes } from './http/health-routes.ts'
import { createHomeRoutes } from './http/home-routes.ts'
import { type AllowedMethods, collectRoutes } from './http/known-routes.ts'
import { createPaceRoutes } from './http/pace-routes.ts'
import { toPublicPath } from './http/public-path.ts'
import { bodyLimit, useJsonBodies } from './http/read-json-body.ts'
import { toRequestId } from './http/request-id.ts'
import { createRunningTurns } from './http/running-turns.ts'
import { createSendError } from './http/send-error.ts'
import { createStreamSlots } from './http/stream-slots.ts'
import { createWebhookRoutes } from './http/webhook-routes.ts'
import { createWidgetRoutes } from './http/widget-routes.ts'

/** Seconds for a whole request to arrive: a body of a few kilobytes takes one even on a bad line. */
const defaultRequestTimeout = 15

/**
 * Builds the HTTP side: routes, and the one error handler. It never listens.
 * `close()` stops listening, lets running requests end and waits for turns whose visitor has gone.
 */
export async function createApp(deps: AppDeps): Promise<FastifyInstance> {
  const sendError = createSendError(deps)
  const open = (request: FastifyRequest, reply: FastifyReply): void => {
    logWhenDone(deps, request, reply)
    setCommonHeaders(request, reply, deps.config.allowedOrigins)
  }
  const app = createServer(deps, (error, request, reply) => {
    // A malformed address has no route, so no hook has seen it.
    open(request, reply)
    sendError(error, request, reply)
  })
  const allowedMethods = collectRoutes(app)
  const running = createRunningTurns()
  const slots = createStreamSlots(deps.config.maxStreamsPerAddress, deps.onStreamsChange, deps.streams)

  useJsonBodies(app)
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply))
  app.setNotFoundHandler((request, reply) => sendError(new AppError('not_found'), request, reply))
  app.addHook('onRequest', async (request, reply) => {
    open(request, reply)
    if (request.is404) return answerWithoutRoute(request, reply, allowedMethods)
  })
  app.addHook('preClose', async () => closeIdleSoon(app))
  app.addHook('onClose', () => running.allEnded())

  await app.register(createHomeRoutes(deps))
  await app.register(createDemoRoutes(deps.demo))
  await app.register(createWidgetRoutes(deps.widget))
  await app.register(createChatRoutes({ ...deps, running, slots }))
  await app.register(createPaceRoutes({ slots }))
  await app.register(createConversationRoutes(deps))
  await app.register(createWebhookRoutes({ ...deps, running }))
  await app.register(createHealthRoutes(deps))
  await app.register(createDocsRoutes(deps))
  await app.ready()
  return app
}

type FrameworkErrors = (error: Error, request: FastifyRequest, reply: FastifyReply) => void

function createServer(deps: AppDeps, frameworkErrors: FrameworkErrors): FastifyInstance {
  const requestTimeout = (deps.config.requestTimeoutSeconds ?? defaultRequestTimeout) * 1000
  const app = Fastify({
    trustProxy: deps.config.trustProxy ?? false,
    bodyLimit,
    requestTimeout,
    // Node looks for slow requests every 30 s by default, which would make the timeout mean little.
    http: { headersTimeout: requestTimeout, connectionsCheckingInterval: 1000 },
    forceCloseConnections: 'idle',
    // Our own 503 is for turns; what is asked while the server closes is still answered.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 1000 },
    rewriteUrl: request => toPublicPath(request.url ?? '/'),
    genReqId: toRequestId,
    frameworkErrors,
    clientErrorHandler: createClientErrorHandler(deps),
  })
  app.server.on('checkExpectation', createExpectationHandler(deps))
  return app
}

/** A proxy's connection whose answer ends after the close is idle then, and would be waited for: 72 s, or to be cut. */
function closeIdleSoon({ server }: FastifyInstance): void {
  const sweeping = setInterval(() => server.closeIdleConnections(), 100).unref()
  server.once('close', () => clearInterval(sweeping))
}

/** An address we don't have, a method it doesn't take, or a question about its methods (preflight). */
function answerWithoutRoute(
  request: FastifyRequest,
  reply: FastifyReply,
  allowedMethods: AllowedMethods,
): FastifyReply {
  const methods = allowedMethods(request.url)
  if (methods.length === 0) throw new AppError('not_found')
  reply.header('allow', methods.join(', '))
  if (request.method !== 'OPTIONS') throw new AppError('method_not_allowed')
  if (reply.getHeader('access-control-allow-origin')) reply.headers(toPreflightHeaders(methods))
  return reply.code(204).send()
}
