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

it('finds the widget there, and the API that a widget from there asks for', () => {
  assert.equal(toPublicPath('/api/v2/widget.js'), '/widget.js')
  assert.equal(toPublicPath('/api/v2/widget/panel-Bk3x_9aZ.js?'), '/widget/panel-Bk3x_9aZ.js?')
  assert.equal(toPublicPath('/api/v2/widget/demo'), '/widget/demo')
  assert.equal(toPublicPath('/api/v2/api/chat'), '/api/chat')
  assert.equal(toPublicPath('/api/api/widget/config?language=en'), '/api/widget/config?language=en')
  assert.equal(toPublicPath('/api/v2/widget/config'), '/api/widget/config')
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
