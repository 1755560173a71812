import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { WidgetConfig, type WidgetSettings } from '../../contract/widget-config.ts'
import { startTestApp, type TestApp } from '../testing/start-test-app.ts'
import { completeLoader, loadWidgetAssets, type WidgetAssets } from './widget-assets.ts'

const settings: WidgetSettings = {
  language: 'fr',
  languages: ['fr', 'en'],
  formality: 'tu',
  theme: 'auto',
  position: 'left',
  colours: { primary: '#123456' },
}

/** The body as it crosses the network; `fetch` would unpack it. */
async function getRaw(url: string, coding: string) {
  const request = get(url, { headers: { 'accept-encoding': coding } })
  const [reply] = (await once(request, 'response')) as [IncomingMessage]
  return { headers: reply.headers, body: await buffer(reply) }
}

describe('widget routes', () => {
  let assets: WidgetAssets
  let app: TestApp
  const ask = (path: string, headers: Record<string, string> = {}) => fetch(`${app.url}${path}`, { headers })

  before(async () => {
    assets = await loadWidgetAssets(settings)
    app = await startTestApp({
      widget: {
        assets,
        configOf: (language = 'fr') => ({
          name: 'Équipe',
          language,
          welcome: language === 'fr' ? 'Bonjour !' : 'Hello!',
          agents: [],
          suggestions: [],
        }),
      },
      config: { allowedOrigins: ['https://site.example'] },
    })
  })
  after(() => app.close())

  it('serves the loader to every page for five minutes, with the team’s settings in it', async () => {
    const reply = await ask('/widget.js')
    assert.equal(reply.status, 200)
    assert.equal(reply.headers.get('cache-control'), 'public, max-age=300')
    assert.equal(reply.headers.get('access-control-allow-origin'), '*')
    assert.equal(reply.headers.get('cross-origin-resource-policy'), 'cross-origin')
    assert.match(reply.headers.get('content-type') ?? '', /^text\/javascript/)
    const code = await reply.text()
    assert.ok(code.includes(JSON.stringify(settings)))
    assert.ok(!code.includes('CHATBOT_V2_SETTINGS'))
  })

  it('serves what loader and panel fetch for ever, under names that change with what is in it', async () => {
    const loader = await (await ask('/widget.js')).text()
    const panels = await Promise.all(
      ['panelfr', 'panelen'].map(async entry => (await ask(`/widget/${assets.entries[entry]}`)).text()),
    )
    for (const entry of ['panelfr', 'panelen', 'restfr', 'resten']) {
      const name = assets.entries[entry] ?? ''
      assert.match(name, new RegExp(`^${entry}-[\\w-]{8}\\.js$`))
      assert.equal([loader, ...panels].filter(code => code.includes(name)).length, 1)
      const reply = await ask(`/widget/${name}`)
      assert.equal(reply.headers.get('cache-control'), 'public, max-age=31536000, immutable')
      assert.equal(reply.headers.get('access-control-allow-origin'), '*')
      assert.match(await reply.text(), /export\s*\{/)
    }
  })

  it('answers compressed as the browser allows, each coding with a tag of its own', async () => {
    for (const path of ['/widget.js', `/widget/${assets.entries.panelfr}`]) {
      const raw = async (coding: string) => {
        const { headers, body } = await getRaw(`${app.url}${path}`, coding)
        assert.equal(headers['content-encoding'], coding === 'identity' ? undefined : coding)
        assert.equal(headers.vary, 'Accept-Encoding')
        return { body, tag: headers.etag }
      }
      const plain = await raw('identity')
      const brotli = await raw('br')
      const gzip = await raw('gzip')
      assert.deepEqual(brotliDecompressSync(brotli.body), plain.body)
      assert.deepEqual(gunzipSync(gzip.body), plain.body)
      assert.equal(new Set([plain.tag, brotli.tag, gzip.tag]).size, 3)
    }
  })

  it('answers 304 to a browser that has it', async () => {
    const { headers } = await ask('/widget.js')
    const again = await ask('/widget.js', { 'if-none-match': headers.get('etag') ?? '' })
    assert.equal(again.status, 304)
    assert.equal(again.headers.get('access-control-allow-origin'), '*')
  })

  it('gives a page with the loader of another version the panel of now, and lets nobody keep it', async () => {
    const reply = await ask('/widget/panelfr-0ldV3rs1.js')
    assert.equal(reply.status, 200)
    assert.equal(reply.headers.get('cache-control'), 'public, no-cache')
    const current = await ask(`/widget/${assets.entries.panelfr}`)
    assert.equal(await reply.text(), await current.text())
  })

  it('gives nothing but built files', async () => {
    for (const name of [
      'manifest.json',
      'widget.js',
      'loader-12345678.js',
      '..%2fmanifest.json',
      'constructor-1.js',
      'panelfr.js',
      // It works with the panel of its own build only.
      'restfr-0ldV3rs1.js',
      `${assets.entries.panelfr}.br`,
    ]) {
      assert.ok([400, 404].includes((await ask(`/widget/${name}`)).status), name)
    }
  })

  it('tells the panel the team in the visitor’s language, in the shape of the contract', async () => {
    for (const [query, header, language] of [
      ['', '', 'fr'],
      ['?language=en', '', 'en'],
      ['?language=de', 'de', 'fr'],
      ['?language=en&language=fr', '*', 'fr'],
      ['', 'en-GB, fr;q=0.5', 'en'],
      ['?language=fr', 'en', 'fr'],
    ] as const) {
      const reply = await ask(`/api/widget/config${query}`, { 'accept-language': header })
      assert.equal(WidgetConfig.parse(await reply.json()).language, language)
      assert.equal(reply.headers.get('vary'), 'Origin, Accept-Language')
    }
  })

  it('tells it to the pages that may call the API, and to no other', async () => {
    const allowed = async (origin: string) =>
      (await ask('/api/widget/config', { origin })).headers.get('access-control-allow-origin')
    assert.equal(await allowed('https://site.example'), 'https://site.example')
    assert.equal(await allowed('https://other.example'), null)
  })

  it('shows every state on a page that lets nothing foreign in', async () => {
    const reply = await ask('/widget/demo')
    assert.match(
      reply.headers.get('content-security-policy') ?? '',
      /^default-src 'none'; script-src 'self';/,
    )
    const script = /src="\.\/([^"]+)"/.exec(await reply.text())?.[1]
    assert.equal((await ask(`/widget/${script}`)).status, 200)
  })
})

describe('completeLoader', () => {
  it('writes settings that end no string, no script and no line', () => {
    const colours = { primary: '</script>\u2028' }
    const code = completeLoader('start(CHATBOT_V2_SETTINGS)', { ...settings, colours }).toString()
    assert.ok(!/[<\u2028]/.test(code))
    assert.deepEqual(JSON.parse(code.slice('start('.length, -1)), { ...settings, colours })
  })

  it('refuses a loader that has no place for them, or two', () => {
    for (const code of ['start()', 'start(CHATBOT_V2_SETTINGS, CHATBOT_V2_SETTINGS)'])
      assert.throws(() => completeLoader(code, settings), /CHATBOT_V2_SETTINGS/)
  })
})
