import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fastify, { type FastifyInstance } from 'fastify'
import { AppError, errorStatus } from '../errors.ts'
import { type DemoAsset, loadDemoAssets } from './demo-assets.ts'
import { createDemoRoutes, sendDemoPage } from './demo-routes.ts'

describe('demo routes', () => {
  let assets: Map<string, DemoAsset>
  let app: FastifyInstance

  before(async () => {
    assets = await loadDemoAssets()
    app = fastify()
    app.setErrorHandler((error, _request, reply) =>
      reply.code(error instanceof AppError ? errorStatus[error.code] : 500).send({}),
    )
    app.get('/', (request, reply) => sendDemoPage({ assets }, request, reply))
    await app.register(createDemoRoutes({ assets }))
  })
  after(() => app.close())

  it('serves the page as HTML under a policy that lets nothing foreign in', async () => {
    const reply = await app.inject('/')
    assert.equal(reply.statusCode, 200)
    assert.match(String(reply.headers['content-type']), /^text\/html/)
    assert.match(String(reply.headers['content-security-policy']), /^default-src 'none'; script-src 'self'/)
    assert.match(reply.body, /<html lang="fr"/)
  })

  it('serves every file that the page names, and every module those import', async () => {
    const seen = new Set<string>()
    const follow = async (path: string): Promise<void> => {
      if (seen.has(path)) return
      seen.add(path)
      const reply = await app.inject(path)
      assert.equal(reply.statusCode, 200, path)
      const names = path === '/' ? /(?:href|src)="(demo\/[^"]+)"/g : /from '(\.[^']+)'/g
      for (const [, name = ''] of reply.body.matchAll(names)) {
        await follow(new URL(name, `http://host${path}`).pathname)
      }
    }
    await follow('/')
    assert.ok(seen.size > 3)
  })

  it('answers 304 to a browser that has the file, also when a proxy weakened the tag', async () => {
    const { headers } = await app.inject('/demo/main.js')
    for (const tag of [headers.etag, `W/${headers.etag}`, `"other", ${headers.etag}`, '*']) {
      const reply = await app.inject({ url: '/demo/main.js', headers: { 'if-none-match': String(tag) } })
      assert.equal(reply.statusCode, 304)
      assert.equal(reply.body, '')
    }
    const changed = await app.inject({ url: '/demo/main.js', headers: { 'if-none-match': '"other"' } })
    assert.equal(changed.statusCode, 200)
  })

  it('gives nothing but the files of the page', async () => {
    const paths = ['', 'chat/markdown.test.ts', 'tsconfig.json', '../demo-routes.ts', '..%2fdemo-routes.ts']
    for (const path of [...paths, '%2e%2e/demo-routes.ts', 'constructor', '__proto__', 'main.js%00']) {
      const reply = await app.inject(`/demo/${path}`)
      assert.ok([400, 404].includes(reply.statusCode), `${path}: ${reply.statusCode}`)
    }
  })
})
