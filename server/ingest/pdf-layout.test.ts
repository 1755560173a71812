import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildPdf, type PdfText } from '../testing/build-pdf.ts'
import { extractPdf } from './extract-pdf.ts'

const left = [
  'Une lettre se prépare une semaine avant',
  'son départ : choisir un seul sujet, puis',
  'écrire le texte comme on parle, relire',
  'le tout à voix haute et couper ce qui',
  'ne sert à rien pour la personne qui lit.',
]
const right = [
  'Les chiffres disent ensuite ce que les',
  'gens ont fait : combien ont ouvert, com-',
  'bien ont cliqué, combien sont partis. Un',
  'objet différent se teste sur dix pour',
  'cent de la liste avant le reste.',
]
const at = (texts: readonly string[], x: number, top = 700): PdfText[] =>
  texts.map((text, index) => ({ text, x, y: top - index * 14 }))
const interleaved = (one: readonly PdfText[], other: readonly PdfText[]): PdfText[] =>
  one.flatMap((line, index) => [line, ...other.slice(index, index + 1)])

async function textsOf(pages: Parameters<typeof buildPdf>[0]): Promise<string[]> {
  return (await extractPdf(buildPdf(pages))).blocks.map(({ text }) => text)
}

describe('the layout of a PDF', () => {
  it('reads a column to its end before the next, in whatever order the page draws them', async () => {
    const title = { text: 'Un titre sur les deux colonnes de la page', y: 760, size: 20 }
    const expected = [title.text, left.join(' '), right.join(' ').replace('com- bien', 'combien')]
    const columns = [at(left, 60), at(right, 320)] as const
    for (const page of [columns.flat(), interleaved(...columns)]) {
      const [first, ...rest] = await textsOf([[title, ...page]])
      assert.deepEqual([first, rest.join(' ')], [expected[0], expected.slice(1).join(' ')])
    }
  })

  it('reads three columns in order', async () => {
    const words = (name: string) =>
      Array.from({ length: 6 }, (_, line) => `${name} ligne ${line} assez pleine de mots`)
    const [one, two, three] = [at(words('un'), 40), at(words('deux'), 220), at(words('trois'), 400)]
    const page = one.flatMap((line, index) => [
      line,
      ...two.slice(index, index + 1),
      ...three.slice(index, index + 1),
    ])
    assert.deepEqual((await textsOf([page])).join(' ').match(/(un|deux|trois) ligne/g), [
      ...Array(6).fill('un ligne'),
      ...Array(6).fill('deux ligne'),
      ...Array(6).fill('trois ligne'),
    ])
  })

  it('puts the lines of a cell together: drawn line by line, or cell by cell', async () => {
    const header = [
      { text: 'Offre', x: 60, y: 700 },
      { text: 'Pour qui', x: 160, y: 700 },
      { text: 'Prix', x: 420, y: 700 },
    ]
    const row = (y: number, name: string, who: readonly string[], price: string) => ({
      first: { text: name, x: 60, y },
      second: at(who, 160, y),
      third: { text: price, x: 420, y },
    })
    const rows = [
      row(
        676,
        'Essentiel',
        ['les indépendants qui tiennent leur page', 'eux-mêmes, sans agence'],
        '29 euros',
      ),
      row(634, 'Pro', ['les équipes de trois personnes ou plus', 'qui envoient chaque semaine'], '59 euros'),
    ]
    const expected = [
      'Offre: Essentiel; Pour qui: les indépendants qui tiennent leur page eux-mêmes, sans agence; Prix: 29 euros',
      'Offre: Pro; Pour qui: les équipes de trois personnes ou plus qui envoient chaque semaine; Prix: 59 euros',
    ]
    const cellByCell = rows.flatMap(({ first, second, third }) => [first, ...second, third])
    const lineByLine = rows.flatMap(({ first, second, third }) => [
      first,
      ...second.slice(0, 1),
      third,
      ...second.slice(1),
    ])
    assert.deepEqual(await textsOf([[...header, ...cellByCell]]), expected)
    assert.deepEqual(await textsOf([[...header, ...lineByLine]]), expected)
  })

  it('takes a bold first row for the names of two columns', async () => {
    const cell = (font: string, text: string, x: number, y: number) =>
      `BT /${font} 11 Tf 1 0 0 1 ${x} ${y} Tm (${text}) Tj ET`
    const operators = [
      cell('F2', 'Ville', 60, 700),
      cell('F2', 'Jour', 260, 700),
      cell('F1', 'Lille', 60, 680),
      cell('F1', 'mardi', 260, 680),
      cell('F1', 'Nantes', 60, 660),
      cell('F1', 'jeudi', 260, 660),
    ].join('\n')
    assert.deepEqual(await textsOf([{ operators }]), [
      'Ville: Lille; Jour: mardi',
      'Ville: Nantes; Jour: jeudi',
    ])
  })

  it('takes words set apart to fill a line for no table', async () => {
    const spread = (words: readonly string[], y: number): PdfText[] => {
      let x = 60
      return words.map(text => {
        const place = { text, x, y }
        // Helvetica's widths do not matter much here: letters of about half their size, and a gap of 20 points.
        x += text.length * 6.12 + 20
        return place
      })
    }
    const texts = await textsOf([
      [...spread(['aaaa', 'aaaa', 'aaaa'], 700), ...spread(['aaaa', 'aaaa', 'aaaa'], 686)],
    ])
    assert.deepEqual(texts, ['aaaa aaaa aaaa aaaa aaaa aaaa'])
  })

  it('drops what heads the left pages, the right pages and a chapter, and numbers of all kinds', async () => {
    const chapter = (page: number) => (page < 7 ? 'Chapitre un' : 'Chapitre deux')
    const pages = Array.from({ length: 13 }, (_, index) => [
      { text: index % 2 === 0 ? 'Le guide de la lettre' : chapter(index), y: 800 },
      { text: `Texte ${'abcdefghijklm'[index]} de la page.`, y: 400 },
      { text: index < 2 ? (['i', 'ii'][index] ?? '') : `${index - 1}`, y: 30 },
    ])
    assert.deepEqual(
      await textsOf(pages),
      pages.map(page => page[1]?.text),
    )
  })

  it('keeps the titles of slides that only a number tells apart, and drops what a slide repeats', async () => {
    const slide = (number: number): PdfText[] => [
      { text: `Module ${number}`, y: 790, size: 26 },
      { text: `Une phrase qui dit la matière ${'abcd'[number - 1]} de ce module.`, y: 500 },
      { text: `Atelier lettre, ${number} sur 4`, y: 40 },
    ]
    const texts = await textsOf([1, 2, 3, 4].map(slide))
    assert.deepEqual(
      texts.filter((_, index) => index % 2 === 0),
      ['Module 1', 'Module 2', 'Module 3', 'Module 4'],
    )
    assert.equal(texts.length, 8)
    const branded = [1, 2, 3].map(number => [
      { text: 'Agence Audrey', y: 790, size: 26 },
      ...slide(number).slice(1),
    ])
    assert.equal((await textsOf(branded)).length, 3)
  })

  it('keeps what stands once in a margin', async () => {
    const pages = [
      [
        { text: 'Mentions : première page seulement', y: 40 },
        { text: 'Un.', y: 400 },
      ],
      [{ text: 'Deux.', y: 400 }],
      [{ text: 'Trois.', y: 400 }],
    ]
    assert.ok((await textsOf(pages)).some(text => text.startsWith('Mentions')))
  })

  it('mends a word cut at the end of a column or a page', async () => {
    const cut = (first: string): PdfText[] =>
      [...left.slice(0, 4), first].map((text, index) => ({ text, y: 700 - index * 14 }))
    assert.match(
      (await textsOf([cut('et voici une organi-'), [{ text: 'sation de travail.', y: 700 }]])).join('\n'),
      /une organisation de travail/,
    )
    assert.match(
      (
        await textsOf([
          [...cut('et voici une organi-'), ...at(['sation de travail qui tient', ...right], 330)],
        ])
      ).join('\n'),
      /une organisation de travail/,
    )
  })
})
