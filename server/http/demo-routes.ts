import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'
import type { DemoAsset } from './demo-assets.ts'
import { matchesTag } from './entity-tag.ts'

/** The demo page's files (see `loadDemoAssets`). */
export interface DemoDeps {
  assets: ReadonlyMap<string, DemoAsset>
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
  if (matchesTag(request.headers['if-none-match'], asset.etag)) return reply.code(304).send()
  return reply.type(asset.contentType).send(asset.body)
}

/** Sends the demo page itself; for the route of `/`, once it knows that a browser asks. */
export function sendDemoPage(deps: DemoDeps, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendAsset(request, reply, deps.assets.get('index.html'))
}

/** Registers the demo page's files under `/demo/`. Use: `app.register(createDemoRoutes(deps))`. */
export function createDemoRoutes(deps: DemoDeps): (app: FastifyInstance) => Promise<void> {
  return async app => {
    app.get<{ Params: { '*': string } }>('/demo/*', (request, reply) =>
      sendAsset(request, reply, deps.assets.get(request.params['*'])),
    )
  }
}
