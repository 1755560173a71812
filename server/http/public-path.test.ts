import assert from 'node:assert/strict'
import { it } from 'node:test'
import { toPublicPath } from './public-path.ts'

it('finds everything under /api/v2/ too, mapped by a proxy or not', () => {
  assert.equal(toPublicPath('/api/v2/chat'), '/api/chat')
  assert.equal(toPublicPath('/api/v2/health?x=1'), '/health?x=1')
  assert.equal(toPublicPath('/api/health'), '/health')
  assert.equal(toPublicPath('/api/v2/docs'), '/docs')
  assert.equal(toPublicPath('/api/v2/docs/static/index.css'), '/docs/static/index.css')
  assert.equal(toPublicPath('/api/v2/webhook/chat'), '/webhook/chat')
})

it('leaves every other address as it is', () => {
  for (const url of [
    '/',
    '/api/chat',
    '/api/v2',
    '/api/v2/metrics',
    '/api/healthy',
    '//api/v2/chat',
    '*',
    'http://a/api/chat',
  ]) {
    const path = url === '/api/v2/metrics' ? '/api/metrics' : url
    assert.equal(toPublicPath(url), path)
  }
})
