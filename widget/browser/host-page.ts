// A site of somebody else's that carries the widget: another origin than the server's, with pages and headers of a
// test's choice.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WidgetConfig, WidgetSettings } from '../../contract/widget-config.ts'
import { buildWidgetIfNeeded } from '../../scripts/build-widget.ts'
import { loadWidgetAssets } from '../../server/http/widget-assets.ts'
import { startTestApp, type TestApp } from '../../server/testing/start-test-app.ts'

export const settings: WidgetSettings = {
  language: 'fr',
  languages: ['fr', 'en'],
  formality: 'tu',
  theme: 'auto',
  position: 'right',
  colours: {},
}

const welcomes = { fr: 'Bonjour et bienvenue !', en: 'Hello and welcome!' }

const config: WidgetConfig = {
  name: 'L’équipe',
  language: 'fr',
  welcome: '',
  agents: [{ id: 'audrey', name: 'Audrey', emoji: '👩‍💼', colour: '#6b21a8', description: 'Les emails.' }],
  suggestions: ['Comment démarrer ?'],
}

/** The real server with the real widget; turns are scripted. */
export async function startWidgetServer(
  given: { settings?: Partial<WidgetSettings> } & Parameters<typeof startTestApp>[0] = {},
): Promise<TestApp> {
  const { settings: own, ...deps } = given
  await buildWidgetIfNeeded()
  const assets = await loadWidgetAssets({ ...settings, ...own })
  return startTestApp({
    widget: { assets, configOf: (language = 'fr') => ({ ...config, language, welcome: welcomes[language] }) },
    ...deps,
  })
}

export interface HostSite extends AsyncDisposable {
  /** Ends in `/`. */
  url: string
  /** Puts a page on the site; returns its address. */
  put(html: string, headers?: Record<string, string>): string
}

/** Starts a site on a loopback port of its own. */
export async function startHostSite(): Promise<HostSite> {
  const pages = new Map<string, { html: string; headers: Record<string, string> }>()
  const server = createServer((request, response) => {
    const page = pages.get(request.url ?? '')
    if (!page) return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...page.headers }).end(page.html)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return {
    url,
    put(html, headers = {}) {
      const path = `/${pages.size + 1}`
      pages.set(path, { html, headers })
      return new URL(path, url).href
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** A page in French with something on it. `head` and `body` are the test's. */
export function toPage({
  head = '',
  body = '',
  lang = 'fr',
}: {
  head?: string
  body?: string
  lang?: string
}): string {
  return `<!doctype html>
<html lang="${lang}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="data:,">
    <title>Un site</title>
    ${head}
  </head>
  <body>
    <main><h1>Un site</h1><p>Du texte.</p><button id="own">Un bouton</button></main>
    ${body}
  </body>
</html>`
}
