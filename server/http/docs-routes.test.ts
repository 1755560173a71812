import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startTestApp, type TestApp } from '../testing/start-test-app.ts'

interface Schema {
  [name: string]: Schema
}

describe('the API’s description', () => {
  let app: TestApp
  before(async () => {
    app = await startTestApp()
  })
  after(() => app.close())

  it('is OpenAPI 3.1 made from the contract, every reference in it leading somewhere', async () => {
    const document = (await (await fetch(`${app.url}/openapi.json`)).json()) as Schema
    assert.equal(String(document.openapi), '3.1.0')
    const message = document.components?.schemas?.ChatRequest?.properties?.message
    assert.deepEqual(
      [String(message?.type), Number(message?.minLength), Number(message?.maxLength)],
      ['string', 1, 2000],
    )
    const references = JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)
    for (const [, path = ''] of references) {
      const found = path.split('/').reduce<Schema | undefined>((at, name) => at?.[name], document)
      assert.ok(found, path)
    }
  })

  it('names only addresses and methods that are there', async () => {
    const { paths } = (await (await fetch(`${app.url}/openapi.json`)).json()) as Schema
    for (const [path, methods] of Object.entries(paths ?? {})) {
      const reply = await fetch(`${app.url}${path.replace('{id}', 'x')}`, { method: 'OPTIONS' })
      assert.equal(reply.status, 204, path)
      for (const method of Object.keys(methods)) {
        assert.match(String(reply.headers.get('allow')), new RegExp(`\\b${method.toUpperCase()}\\b`), path)
      }
    }
  })

  it('is a page that fits a phone and asks no other host', async () => {
    for (const path of ['/docs', '/docs/', '/api/v2/docs', '/api/v2/docs/']) {
      const reply = await fetch(`${app.url}${path}`)
      const html = await reply.text()
      assert.equal(reply.status, 200)
      assert.match(html, /<meta name="viewport" content="width=device-width/)
      assert.doesNotMatch(html, /https?:\/\//)
      assert.doesNotMatch(String(reply.headers.get('content-security-policy')), /https?:|upgrade-insecure/)
      for (const [, asset = ''] of html.matchAll(/(?:href|src)="([^"]+)"/g)) {
        const file = await fetch(new URL(asset, `${app.url}${path}`))
        assert.equal(file.status, 200, `${path} ${asset}`)
        await file.arrayBuffer()
      }
    }
  })

  it('gives the page the same document', async () => {
    const [page, tools] = await Promise.all(
      ['/docs/json', '/openapi.json'].map(async path => (await fetch(`${app.url}${path}`)).json()),
    )
    assert.deepEqual(page, tools)
  })
})
