import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildPdf } from '../testing/build-pdf.ts'
import { extractPdf } from './extract-pdf.ts'
import { Refusal, type RefusalReason } from './refusal.ts'

const refused = (reason: RefusalReason) => (error: unknown) =>
  error instanceof Refusal && error.reason === reason

function lines(texts: readonly string[], top = 700) {
  return texts.map((text, index) => ({ text, y: top - index * 14 }))
}

describe('reading a PDF', () => {
  it('joins lines to paragraphs, mends words cut at a line’s end and knows titles by their size', async () => {
    const page = [
      { text: 'Guide de vente', y: 760, size: 20 },
      ...lines([
        'Une offre claire se dit en une seule phrase, et elle se com-',
        'prend sans effort. Elle tient dans un e-mail, elle est-',
        'elle utile ?',
      ]),
      ...lines(['Un autre paragraphe.'], 600),
    ]
    const { blocks } = await extractPdf(buildPdf([page]))
    assert.deepEqual(
      blocks.map(({ kind, text, page }) => [kind, text, page]),
      [
        ['heading', 'Guide de vente', 1],
        [
          'paragraph',
          'Une offre claire se dit en une seule phrase, et elle se comprend sans effort. Elle tient dans un e-mail, elle est-elle utile ?',
          1,
        ],
        ['paragraph', 'Un autre paragraphe.', 1],
      ],
    )
  })

  it('drops what stands at the head and foot of every page, and joins a sentence over the break', async () => {
    const page = (number: number, text: string) => [
      { text: 'Studio Lumière', y: 810 },
      { text, y: 400 },
      { text: `Page ${number} / 3`, y: 30 },
    ]
    const pages = [page(1, 'Le début de la phrase'), page(2, 'et sa fin.'), page(3, 'Une autre.')]
    const { blocks } = await extractPdf(buildPdf(pages))
    assert.deepEqual(
      blocks.map(({ text, page }) => [text, page]),
      [
        ['Le début de la phrase et sa fin.', 1],
        ['Une autre.', 3],
      ],
    )
  })

  it('reads rows of cells with the names of their columns', async () => {
    const row = (cells: readonly string[], y: number) =>
      cells.map((text, index) => ({ text, x: 72 + index * 150, y }))
    const page = [
      ...row(['Offre', 'Pour qui', 'Prix'], 700),
      ...row(['Essentiel', 'Indépendants', '29'], 685),
      ...row(['Pro', 'Équipes', '59'], 670),
    ]
    const { blocks } = await extractPdf(buildPdf([page]))
    assert.deepEqual(
      blocks.map(({ text }) => text),
      ['Offre: Essentiel; Pour qui: Indépendants; Prix: 29', 'Offre: Pro; Pour qui: Équipes; Prix: 59'],
    )
  })

  it('makes list items of bullets', async () => {
    const { blocks } = await extractPdf(buildPdf([lines(['- un point', '- un autre', '3. un compte'])]))
    assert.deepEqual(
      blocks.map(({ kind }) => kind),
      ['list-item', 'list-item', 'list-item'],
    )
  })

  it('says which pages have no text', async () => {
    const { warnings, pages } = await extractPdf(
      buildPdf([lines(['Du texte']), 'picture', [], lines(['Encore'])]),
    )
    assert.deepEqual(warnings, [{ fr: 'pages 2 et 3 sans texte', en: 'pages 2 and 3 without text' }])
    assert.equal(pages, 4)
  })

  it('takes the title of the properties, unless it is a file’s name', async () => {
    assert.equal(
      (await extractPdf(buildPdf([lines(['a b'])], { title: 'Nos offres' }))).propertyTitle,
      'Nos offres',
    )
    assert.equal((await extractPdf(buildPdf([lines(['a b'])], { title: 'v3.docx' }))).propertyTitle, null)
  })

  it('says why there is nothing to read: a picture without letters, empty, locked, broken, too long', async () => {
    await assert.rejects(extractPdf(buildPdf(['picture'])), refused('empty'))
    await assert.rejects(extractPdf(buildPdf([[]])), refused('empty'))
    await assert.rejects(extractPdf(buildPdf([lines(['secret'])], { password: true })), refused('encrypted'))
    await assert.rejects(extractPdf(new TextEncoder().encode('%PDF-1.4\n%%EOF')), refused('corrupt'))
    await assert.rejects(extractPdf(buildPdf(Array.from({ length: 501 }, () => []))), refused('too_complex'))
  })
})
