import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { WidgetConfig } from '../../contract/widget-config.ts'
import { AppError } from '../errors.ts'
import { acceptedCoding } from './accepted-coding.ts'
import { matchesTag } from './entity-tag.ts'
import { type Language, namedLanguage } from './language.ts'
import type { WidgetAsset, WidgetAssets } from './widget-assets.ts'

/** What the widget's routes need: its files (see `loadWidgetAssets`) and the team it presents. */
export interface WidgetDeps {
  assets: WidgetAssets
  /** The team in a visitor's language: `?language=`, else what the browser prefers; without one, in its own. */
  configOf(language?: Language): WidgetConfig
}

/** A new version is on every page within five minutes. */
const loaderCaching = 'public, max-age=300'
const immutable = 'public, max-age=31536000, immutable'
const alwaysAsk = 'public, no-cache'

/** Our own script only, and style sheets made by it. */
const demoContentSecurityPolicy =
  "default-src 'none'; script-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

/**
 * Registers `/widget.js`, the files it fetches under `/widget/`, the page of all states `/widget/demo`, and
 * `GET /api/widget/config`. Use: `app.register(createWidgetRoutes(deps))`.
 */
export function createWidgetRoutes({
  assets,
  configOf,
}: WidgetDeps): (app: FastifyInstance) => Promise<void> {
  return async app => {
    app.get('/widget.js', (request, reply) => sendScript(request, reply, assets.loader, loaderCaching))
    app.get<{ Params: { file: string } }>('/widget/:file', (request, reply) => {
      const { file } = request.params
      const asset = assets.files.get(file)
      if (asset) return sendScript(request, reply, asset, immutable)
      // A page holds a loader of another version, or another replica answered for it: the file of now fits too.
      const current = assets.files.get(assets.entries[entryOf(file)] ?? '')
      if (!current) throw new AppError('not_found')
      return sendScript(request, reply, current, alwaysAsk)
    })
    app.get('/widget/demo', (_request, reply) => sendDemo(reply, assets))
    app.get<{ Querystring: { language?: unknown } }>('/api/widget/config', (request, reply) => {
      const { language } = request.query
      const asked = language === 'fr' || language === 'en' ? language : null
      const config = configOf(asked ?? namedLanguage(request.headers['accept-language']) ?? undefined)
      const vary = [reply.getHeader('vary'), 'Accept-Language'].filter(Boolean).join(', ')
      return reply.header('cache-control', 'no-cache').header('vary', vary).send(config)
    })
  }
}

/**
 * `panelfr` of `panelfr-Bk3x_9aZ.js`; empty for a name that no build of ours gives, and for the rest of the panel
 * (`restfr`), which works with the panel of its own build only: that panel asks again.
 */
function entryOf(file: string): string {
  return /^(?!rest)([a-z]+)-[\w-]+\.js$/.exec(file)?.[1] ?? ''
}

/** Public to every page, without credentials: the same bytes for everybody. */
function sendScript(
  request: FastifyRequest,
  reply: FastifyReply,
  asset: WidgetAsset,
  caching: string,
): FastifyReply {
  const coding = acceptedCoding(request.headers['accept-encoding'])
  const tag = asset.tags[coding]
  reply
    .header('access-control-allow-origin', '*')
    .header('cross-origin-resource-policy', 'cross-origin')
    .header('cache-control', caching)
    .header('vary', 'Accept-Encoding')
    .header('etag', tag)
  if (matchesTag(request.headers['if-none-match'], tag)) return reply.code(304).send()
  if (coding !== 'identity') reply.header('content-encoding', coding)
  return reply.type('text/javascript; charset=utf-8').send(asset.bodies[coding])
}

function sendDemo(reply: FastifyReply, { entries }: WidgetAssets): FastifyReply {
  if (entries.demo === undefined) throw new AppError('not_found')
  return reply
    .header('content-security-policy', demoContentSecurityPolicy)
    .header('cache-control', 'no-cache')
    .type('text/html; charset=utf-8')
    .send(`<!doctype html>
<html lang="fr">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
    <meta name="robots" content="noindex">
    <meta name="color-scheme" content="light dark">
    <title>Tous les états du widget</title>
    <script type="module" src="./${entries.demo}"></script>
  </head>
  <body></body>
</html>
`)
}
