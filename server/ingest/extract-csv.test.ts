import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { extractCsv } from './extract-csv.ts'

const texts = (csv: string | Uint8Array) =>
  extractCsv(typeof csv === 'string' ? new TextEncoder().encode(csv) : csv).blocks.map(({ text }) => text)

describe('reading CSV', () => {
  for (const [name, separator] of [
    ['comma', ','],
    ['semicolon', ';'],
    ['tab', '\t'],
    ['bar', '|'],
  ] as const)
    it(`finds the ${name} that parts its cells`, () => {
      const csv = `Question${separator}Réponse\nOù ?${separator}Ici.`
      assert.deepEqual(texts(csv), ['Question: Où ?; Réponse: Ici.'])
    })

  it('reads quotes, quotes in quotes, and separators and lines inside them', () => {
    assert.deepEqual(texts('a;b\n"un ""mot""; et";"deux\nlignes"\r\nx;"jamais fermé'), [
      'a: un "mot"; et; b: deux lignes',
      'a: x; b: jamais fermé',
    ])
  })

  it('loses nothing behind a closing quote: a space, more letters, quotes that were not doubled', () => {
    assert.deepEqual(
      texts(
        '"Offre" ;"Pour qui"; "Prix; TTC"\r\n"Solo" ;"la "méthode" douce";29 €\r\n"Pro" max;"moi" ;9 €\r\n',
      ),
      [
        'Offre: Solo; Pour qui: la "méthode" douce; Prix; TTC: 29 €',
        'Offre: "Pro" max; Pour qui: moi; Prix; TTC: 9 €',
      ],
    )
  })

  it('follows Excel’s `sep=`, its byte order mark and its Windows-1252', () => {
    assert.deepEqual(texts('\uFEFFsep=|\na|b\n1|2'), ['a: 1; b: 2'])
    assert.deepEqual(texts(Buffer.from('Été;Prix\r\nchaud;3\r\n', 'latin1')), ['Été: chaud; Prix: 3'])
  })

  it('loses no cell of any table', () => {
    const word = fc.stringMatching(/^[a-z"; ,\n]{0,8}$/).map(text => `x${text}x`)
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 9 }), rows => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
        const csv = [['first', 'second'], ...rows].map(row => row.map(quote).join(';')).join('\n')
        const clean = (text: string) => text.replace(/\s+/g, ' ')
        assert.deepEqual(
          texts(`sep=;\n${csv}`),
          rows.map(([one, other]) => `first: ${clean(one)}; second: ${clean(other)}`),
        )
      }),
    )
  })
})
