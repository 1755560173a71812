import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parseRobots } from './robots.ts'

const allows = (text: string, path: string) =>
  parseRobots(text, 'chatbot-v2').allows(`https://exemple.fr${path}`)

describe('a robots.txt (row 69)', () => {
  it('is for us by our name, else for everybody, else allows all', () => {
    const text =
      'User-agent: *\nDisallow: /\n\nUser-agent: Autre\nUser-agent: Chatbot-V2/1.0\nDisallow: /prive\n'
    assert.deepEqual([allows(text, '/a'), allows(text, '/prive/b')], [true, false])
    assert.equal(allows('User-agent: *\nDisallow: /', '/a'), false)
    assert.equal(allows('User-agent: autre\nDisallow: /', '/a'), true)
    assert.equal(allows('', '/a'), true)
    assert.equal(allows('Disallow: /', '/a'), true)
  })

  it('puts groups of one name together', () => {
    const text = 'User-agent: *\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: *\nDisallow: /b'
    assert.deepEqual(
      ['/a', '/b', '/c'].map(path => allows(text, path)),
      [false, false, true],
    )
  })

  it('decides by its longest rule, and allows in doubt', () => {
    const text = 'User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c\nAllow: /x\nDisallow: /x'
    assert.deepEqual(
      ['/a', '/a/b', '/a/b/c', '/x'].map(path => allows(text, path)),
      [false, true, false, true],
    )
  })

  it('knows * and $, and an empty rule that forbids nothing', () => {
    const text = 'User-agent: *\nDisallow: /*.pdf$\nDisallow: /*?trier=\nDisallow: /fin$\nDisallow: /a*b*c$'
    const paths = ['/x.pdf', '/x.pdf?y', '/l?trier=prix', '/fin', '/fin/', '/aXbXc', '/aXbXcX', '/abc']
    assert.deepEqual(
      paths.map(path => allows(text, path)),
      [false, true, false, false, true, false, true, false],
    )
    assert.equal(allows('User-agent: *\nDisallow:', '/a'), true)
  })

  it('spells a path in one way', () => {
    for (const rule of ['/été', '/%c3%a9t%c3%a9', '/%C3%A9t%C3%A9'])
      assert.equal(allows(`User-agent: *\nDisallow: ${rule}`, '/été/x'), false, rule)
  })

  it('reads every line end, comments, a mark at its beginning, and never forbids itself', () => {
    assert.equal(allows('user-agent : * # tous\r\rDISALLOW : /a # rien', '/a'), false)
    assert.equal(allows('User-agent: *\nDisallow: /', '/robots.txt'), true)
  })

  it('asks for a pause, and names sitemaps for everybody', () => {
    const { crawlDelay, sitemaps } = parseRobots(
      'Sitemap: https://exemple.fr/s.xml\nUser-agent: *\nCrawl-delay: 2.5\nCrawl-delay: -1\n',
      'chatbot-v2',
    )
    assert.deepEqual([crawlDelay, sitemaps], [2.5, ['https://exemple.fr/s.xml']])
  })

  it('is read up to a thousand rules for us', () => {
    const rules = (count: number) => Array.from({ length: count }, (_, at) => `Disallow: /${at}x\n`).join('')
    const text = `User-agent: autre\n${rules(3000)}User-agent: *\n${rules(1001)}`
    assert.deepEqual([allows(text, '/999x'), allows(text, '/1000x')], [false, true])
  })

  it('of any text is read in bounded time', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            'User-agent: *\n',
            'Disallow: ',
            'Allow: ',
            '*',
            '/a',
            '$',
            '\n',
            '%',
            '\ud800',
            ':',
          ),
          { maxLength: 200 },
        ),
        parts => {
          parseRobots(parts.join(''), 'chatbot-v2').allows('https://exemple.fr/aaaa/aaaa')
        },
      ),
    )
    const stars = `User-agent: *\nDisallow: /${'*a'.repeat(20_000)}b$`
    assert.equal(allows(stars, `/${'a'.repeat(1900)}`), true)
  })
})
