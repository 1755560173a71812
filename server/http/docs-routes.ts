import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import type { AppDeps } from './app-deps.ts'
import { createOpenApi } from './openapi.ts'

/** Our files only. Swagger UI draws its icons from data: addresses and writes style attributes. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** What Swagger UI's own style lacks: no bar of its makers, and on a phone nothing wider than the screen. */
const pageStyle = `
body { margin: 0; }
.swagger-ui .topbar { display: none; }
@media (max-width: 640px) {
  .swagger-ui .wrapper, .swagger-ui .scheme-container { padding: 0 8px; }
  .swagger-ui .opblock .opblock-summary { flex-wrap: wrap; }
  .swagger-ui .opblock .opblock-summary-description { width: 100%; flex: 1 0 100%; padding: 4px 0; }
  .swagger-ui .response-col_links { display: none; }
  .swagger-ui .info { margin: 24px 0; }
  .swagger-ui .info .title { overflow-wrap: anywhere; }
  .swagger-ui .opblock-body, .swagger-ui .model-box, .swagger-ui .responses-inner { overflow-x: auto; }
  .swagger-ui table.parameters td, .swagger-ui table.parameters th { display: block; width: auto; }
}`

/** `GET /docs` and `GET /openapi.json`: the API's description, for reading and for tools. No other host is asked. */
export function createDocsRoutes(
  deps: Pick<AppDeps, 'version' | 'team'>,
): (app: FastifyInstance) => Promise<void> {
  const document = createOpenApi({ version: deps.version, team: deps.team.name })
  return async app => {
    app.get('/openapi.json', (_request, reply) => reply.send(document))
    // The plugin's types stop at OpenAPI 3.0; it serves the document as it is.
    await app.register(swagger, { mode: 'static', specification: { document: document as never } })
    app.addHook('onSend', async (request, _reply, payload) =>
      typeof payload === 'string' && /^\/docs\/?(\?|$)/.test(request.url) ? toOurPage(payload) : payload,
    )
    await app.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: contentSecurityPolicy,
      uiConfig: { docExpansion: 'list', defaultModelsExpandDepth: 0 },
      theme: {
        title: `API – ${escapeHtml(deps.team.name)}`,
        css: [{ filename: 'page.css', content: pageStyle }],
      },
    })
  }
}

/** Adds what the plugin's page lacks: the width of a phone, and addresses that hold behind `/api/v2/` too. */
function toOurPage(html: string): string {
  return html
    .replace(
      '<meta charset="UTF-8">',
      '<meta charset="UTF-8">\n      <meta name="viewport" content="width=device-width, initial-scale=1">',
    )
    .replaceAll('"/docs/static/', '"docs/static/')
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`)
}
