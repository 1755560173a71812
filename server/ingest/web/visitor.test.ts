import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { WebFetcher, WebReply, WebRequest } from '../../ports/web-fetcher.ts'
import { createVisitor } from './visitor.ts'

/** A web that is these replies; what is not there is 404. */
function visit(replies: Record<string, Partial<WebReply>>) {
  const asked: [string, string | undefined][] = []
  const fetcher: WebFetcher = {
    async fetch({ url, from }: WebRequest) {
      asked.push([url, from])
      return { status: url in replies ? 200 : 404, headers: {}, body: new Uint8Array(0), ...replies[url] }
    },
    close() {},
  }
  const visitor = createVisitor({
    fetcher,
    delayMilliseconds: 0,
    now: () => 0,
    wait: async () => {},
    until: 1000,
  })
  return { asked, visitor }
}
const to = (location: string, status = 302) => ({ status, headers: { location } })

describe('visiting a page', () => {
  it('says of each address who led there, of a robots.txt too, and of the operator’s own nobody', async () => {
    const { asked, visitor } = visit({
      'https://a.fr/': to('https://b.fr/x'),
      'https://b.fr/robots.txt': to('https://c.fr/robots'),
      'https://b.fr/x': {},
    })
    assert.equal((await visitor.visit('https://a.fr/')).kind, 'page')
    assert.deepEqual(asked, [
      ['https://a.fr/robots.txt', undefined],
      ['https://a.fr/', undefined],
      ['https://b.fr/robots.txt', 'https://a.fr/'],
      ['https://c.fr/robots', 'https://b.fr/robots.txt'],
      ['https://b.fr/x', 'https://a.fr/'],
    ])
    await visitor.visit('https://b.fr/y', { from: 'https://a.fr/' })
    assert.deepEqual(asked.at(-1), ['https://b.fr/y', 'https://a.fr/'])
  })

  it('takes "not changed" for an answer only when it was asked for', async () => {
    const { visitor } = visit({ 'https://a.fr/': { status: 304 } })
    const unasked = await visitor.visit('https://a.fr/')
    assert.ok(unasked.kind === 'failed' && !unasked.gone)
    assert.match(unasked.refusal.message, /incorrecte/)
    const none = await visitor.visit('https://a.fr/', {
      validatorsOf: () => ({ etag: null, lastModified: null }),
    })
    assert.equal(none.kind, 'failed')
    const asked = await visitor.visit('https://a.fr/', {
      validatorsOf: () => ({ etag: '"1"', lastModified: null }),
    })
    assert.equal(asked.kind, 'unchanged')
  })
})
