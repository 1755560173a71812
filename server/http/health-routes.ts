import type { FastifyInstance } from 'fastify'
import type { Health } from '../../contract/health.ts'
import { AppError } from '../errors.ts'
import type { AppDeps, ServiceReport } from './app-deps.ts'
import { createCachedHealth } from './cached-health.ts'
import { describeClient } from './describe-client.ts'
import { mayReadMetrics } from './metrics-access.ts'

type HealthDeps = Pick<AppDeps, 'config' | 'health' | 'metrics' | 'version' | 'now' | 'isShuttingDown'>

/** `GET /health`, `/ready` and `/metrics`: for monitors and load balancers. */
export function createHealthRoutes(deps: HealthDeps): (app: FastifyInstance) => Promise<void> {
  const readHealth = createCachedHealth(deps.health)
  return async app => {
    app.get('/health', async (_request, reply) => {
      const health = toHealth(await readHealth(), deps)
      return reply.code(health.services.database ? 200 : 503).send(health)
    })
    app.get('/ready', async (_request, reply) => {
      const ready = !deps.isShuttingDown() && (await readHealth()).services.database
      if (!ready) reply.code(503).header('retry-after', '5')
      return { ready }
    })
    app.get('/metrics', async (request, reply) => {
      if (!mayReadMetrics(request, deps.config.metricsToken)) throw new AppError('unauthorized')
      reply.header('x-client-address', describeClient(request))
      return reply.type(deps.metrics.contentType).send(await deps.metrics.metrics())
    })
  }
}

function toHealth({ degraded, services }: ServiceReport, deps: Pick<AppDeps, 'version' | 'now'>): Health {
  const { database, openrouter, openai, cohere } = services
  return {
    status: database ? (degraded ? 'degraded' : 'healthy') : 'unhealthy',
    timestamp: deps.now().toISOString(),
    version: deps.version,
    services: { database, supabase: database, openrouter, openai, cohere },
  }
}
