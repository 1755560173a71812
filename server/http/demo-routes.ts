import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { WidgetConfig } from '../../contract/widget-config.ts'
import { AppError } from '../errors.ts'
import type { DemoAsset } from './demo-assets.ts'

/** What the demo page needs: its files (see `loadDemoAssets`) and the team it presents. */
export interface DemoDeps {
  assets: ReadonlyMap<string, DemoAsset>
  widgetConfig: WidgetConfig
}

/** Only our own files and our own API: no inline script or style, no frame on other sites. */
const demoContentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

function sendAsset(request: FastifyRequest, reply: FastifyReply, asset: DemoAsset | undefined): FastifyReply {
  if (!asset) throw new AppError('not_found')
  reply
    .header('content-security-policy', demoContentSecurityPolicy)
    .header('x-content-type-options', 'nosniff')
    .header('x-frame-options', 'SAMEORIGIN')
    .header('referrer-policy', 'strict-origin-when-cross-origin')
    // Names carry no version, so a browser asks each time and is told 304: an upgrade is seen at once.
    .header('cache-control', 'no-cache')
    .header('etag', asset.etag)
  if (matches(request.headers['if-none-match'], asset.etag)) return reply.code(304).send()
  return reply.type(asset.contentType).send(asset.body)
}

/** RFC 9110 `If-None-Match`: weak comparison, a list or `*`. A proxy that compresses makes our tag weak. */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some(tag => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
}

/** Sends the demo page itself; for the route of `/`, once it knows that a browser asks. */
export function sendDemoPage(
  deps: Pick<DemoDeps, 'assets'>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  return sendAsset(request, reply, deps.assets.get('index.html'))
}

/**
 * Registers the demo page's files under `/demo/` and `GET /api/widget/config`.
 * Use: `app.register(createDemoRoutes(deps))`.
 */
export function createDemoRoutes(deps: DemoDeps): (app: FastifyInstance) => Promise<void> {
  return async app => {
    app.get<{ Params: { '*': string } }>('/demo/*', (request, reply) =>
      sendAsset(request, reply, deps.assets.get(request.params['*'])),
    )
    app.get('/api/widget/config', (_request, reply) =>
      reply.header('cache-control', 'no-cache').send(deps.widgetConfig),
    )
  }
}
