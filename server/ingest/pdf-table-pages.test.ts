import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildPdf, type PdfText } from '../testing/build-pdf.ts'
import { extractPdf } from './extract-pdf.ts'

const rows = (top: number, ...grid: string[][]): PdfText[] =>
  grid.flatMap((cells, at) => cells.map((text, column) => ({ text, x: 60 + column * 170, y: top - at * 22 })))
const title = { text: 'Nos offres et leurs prix', y: 790, size: 18 }
const names = ['Offre', 'Durée', 'Prix']
const first = [title, ...rows(700, names, ['Solo', '1 mois', '29 euros'], ['Pro', '1 mois', '59 euros'])]

async function textsOf(...pages: PdfText[][]): Promise<string[]> {
  return (await extractPdf(buildPdf(pages))).blocks.slice(1).map(({ text }) => text)
}
const read = [
  'Offre: Solo; Durée: 1 mois; Prix: 29 euros',
  'Offre: Pro; Durée: 1 mois; Prix: 59 euros',
] as const

describe('a table of a PDF that goes on over the page', () => {
  it('keeps the names of its columns, for several rows or for one, on as many pages as it takes', async () => {
    const second = rows(800, ['Pro', '12 mois', '590 euros'], ['Duo', '1 mois', 'sur devis'])
    const third = rows(800, ['Duo', '12 mois', '990 euros'])
    assert.deepEqual(await textsOf(first, second, third), [
      ...read,
      'Offre: Pro; Durée: 12 mois; Prix: 590 euros',
      'Offre: Duo; Durée: 1 mois; Prix: sur devis',
      'Offre: Duo; Durée: 12 mois; Prix: 990 euros',
    ])
  })

  it('takes no row of words for its names, nor one with an empty cell for another table', async () => {
    const places = rows(
      700,
      ['Atelier', 'Niveau', 'Lieu'],
      ['Reels', 'Débutante', 'En ligne'],
      ['Stories', 'Confirmée', 'Lyon'],
    )
    const [tunnel, , lieu] = rows(778, ['Emailing', '', 'Paris'])
    const more = rows(800, ['Tunnel', 'Experte', 'Nantes'])
    assert.deepEqual(
      await textsOf([title, ...places], [...more, ...[tunnel, lieu].flatMap(text => text ?? [])]),
      [
        'Atelier: Reels; Niveau: Débutante; Lieu: En ligne',
        'Atelier: Stories; Niveau: Confirmée; Lieu: Lyon',
        'Atelier: Tunnel; Niveau: Experte; Lieu: Nantes',
        'Atelier: Emailing; Lieu: Paris',
      ],
    )
  })

  it('says its names once more on each page, in the margin too, and they stay names', async () => {
    const page = (offer: string) => rows(800, names, [offer, '1 mois', '99 euros'])
    const heads = [
      ...rows(760, names, ['Solo', '1 mois', '29 euros']),
      { text: 'Nos offres', y: 810, size: 18 },
    ]
    for (const begin of [heads, page('Solo')]) {
      const texts = (await extractPdf(buildPdf([begin, page('Pro'), page('Duo'), page('Trio')]))).blocks.map(
        ({ text }) => text,
      )
      assert.deepEqual(texts.slice(-3), [
        'Offre: Pro; Durée: 1 mois; Prix: 99 euros',
        'Offre: Duo; Durée: 1 mois; Prix: 99 euros',
        'Offre: Trio; Durée: 1 mois; Prix: 99 euros',
      ])
    }
  })

  it('ends where another one begins: names over a column of numbers, other columns, or text between', async () => {
    const other = rows(800, ['Formation', 'Rythme', 'Tarif'], ['Reels', '2 jours', '490 euros'])
    const expected = 'Formation: Reels; Rythme: 2 jours; Tarif: 490 euros'
    assert.deepEqual(await textsOf(first, other), [...read, expected])
    const aside = other.map(cell => ({ ...cell, x: (cell.x ?? 0) + 25 }))
    assert.deepEqual(await textsOf(first, aside), [...read, expected])
    const more = rows(740, ['Duo', 'Experte', 'Lyon'], ['Trio', 'Experte', 'Paris'])
    const [text, ...below] = (
      await textsOf(first, [{ text: 'Et voici autre chose, qui se lit.', y: 800 }, ...more])
    ).slice(2)
    assert.equal(text, 'Et voici autre chose, qui se lit.')
    assert.doesNotMatch(below.join(), /Offre|Durée|Prix/)
  })
})
