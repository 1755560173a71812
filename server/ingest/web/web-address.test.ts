import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Refusal } from '../refusal.ts'
import { createFrontier } from './frontier.ts'
import {
  addressKey,
  isWorthAsking,
  normalizeAddress,
  parseStart,
  repeatsItself,
  siteOf,
} from './web-address.ts'

describe('the address that an operator types', () => {
  it('is http or https and a host, in no spelling that has to be put right (row 63)', () => {
    assert.equal(
      parseStart('HTTPS://Exemple.fr/Offre?utm_source=x&id=2#prix'),
      'https://exemple.fr/Offre?id=2',
    )
    const wrong = [
      'file:///etc/passwd',
      'ftp://a.fr',
      'gopher://a.fr',
      'data:text/html,x',
      'javascript:alert(1)',
      'http:/\\evil',
      'http:\\\\evil',
      'http:///evil',
      'http:evil',
      '//evil',
      'exemple.fr',
      'https://',
      'http://a b/',
      'http://exemple.fr\\@evil/',
      '',
    ]
    for (const text of wrong) assert.throws(() => parseStart(text), Refusal, text)
    assert.throws(() => parseStart('https://anne:secret@exemple.fr/'), /mot de passe/)
    assert.throws(() => parseStart(`https://exemple.fr/${'a'.repeat(2000)}`), Refusal)
  })
})

describe('an address', () => {
  it('has one spelling, without fragment, tracking or session', () => {
    assert.equal(
      normalizeAddress('../b;jsessionid=1A?fbclid=1&PHPSESSID=2#x', 'https://exemple.fr/a/c/'),
      'https://exemple.fr/a/b',
    )
    assert.equal(normalizeAddress('?b=%20x&a=+', 'https://exemple.fr/'), 'https://exemple.fr/?b=%20x&a=+')
    for (const href of ['mailto:a@b.fr', 'http://a:b@exemple.fr/', 'javascript:1', 'http://['])
      assert.equal(normalizeAddress(href), null)
  })

  it('is one page’s with http or https, www or not, a slash at its end or not, its parameters in any order', () => {
    const keys = ['http://www.exemple.fr/a/?x=1&y=2', 'https://exemple.fr/a?y=2&x=1'].map(addressKey)
    assert.equal(keys[0], keys[1])
    const cafes = ['/caf%c3%a9', '/caf%C3%A9', '/café', '/c%61fé'].map(path => `https://exemple.fr${path}`)
    assert.equal(new Set(cafes.map(href => addressKey(normalizeAddress(href) ?? ''))).size, 1)
    assert.notEqual(addressKey('https://exemple.fr/a%2Fb'), addressKey('https://exemple.fr/a/b'))
    assert.notEqual(addressKey('https://exemple.fr/a?x=1'), addressKey('https://exemple.fr/a?x=2'))
    assert.notEqual(siteOf('https://blog.exemple.fr/'), siteOf('https://exemple.fr/'))
    assert.notEqual(siteOf('https://exemple.fr:8080/'), siteOf('https://exemple.fr/'))
  })

  it('is worth asking when it may be a page or a document', () => {
    for (const path of ['', 'a', 'a.html', 'a.php', 'a.pdf', 'a.docx', 'v1.2', 'exemple.fr.', '2024.12.31'])
      assert.ok(isWorthAsking(`https://exemple.fr/${path}`), path)
    for (const path of ['a.jpg', 'a.PNG', 'a.css', 'a.js', 'a.zip', 'a.mp4', 'a.woff2', 'a.xml', 'a.exe'])
      assert.ok(!isWorthAsking(`https://exemple.fr/${path}`), path)
  })

  it('that leads deeper into itself is known', () => {
    assert.ok(repeatsItself('https://exemple.fr/a/b/a/b/a/b/'))
    assert.ok(!repeatsItself('https://exemple.fr/fr/offres/fr/pro'))
  })
})

describe('what is still to be visited', () => {
  const addresses = (frontier: ReturnType<typeof createFrontier>) => {
    const found: string[] = []
    for (let stop = frontier.next(); stop; stop = frontier.next()) found.push(stop.address)
    return found
  }

  it('is each page of the site once, nearest first, to its depth', () => {
    const frontier = createFrontier({ maxDepth: 5 })
    frontier.settle('https://exemple.fr/')
    for (const [address, depth] of [
      ['https://exemple.fr/', 0],
      ['https://www.exemple.fr/a', 1],
      ['https://exemple.fr/a/', 1],
      ['https://autre.fr/', 1],
      ['https://exemple.fr/b', 5],
      ['https://exemple.fr/c', 6],
      ['https://exemple.fr/d.png', 1],
    ] as const)
      frontier.add(address, depth)
    assert.deepEqual(addresses(frontier), [
      'https://exemple.fr/',
      'https://www.exemple.fr/a',
      'https://exemple.fr/b',
    ])
    assert.deepEqual(frontier.leftOut, { outside: 1, tooDeep: 1, traps: 0 })
  })

  it('takes twenty of a page’s parameters and no more (row 68)', () => {
    const frontier = createFrontier({ maxDepth: 5 })
    for (let page = 1; page <= 100; page++) frontier.add(`https://exemple.fr/liste?a=${page}`, 1)
    assert.equal(addresses(frontier).length, 20)
    assert.equal(frontier.leftOut.traps, 80)
  })
})
