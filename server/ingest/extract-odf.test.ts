import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildOdf } from '../testing/build-office.ts'
import { extractOdf } from './extract-odf.ts'
import { Refusal, type RefusalReason } from './refusal.ts'

const refused = (reason: RefusalReason) => (error: unknown) =>
  error instanceof Refusal && error.reason === reason

const blocksOf = async (body: string) => (await extractOdf(buildOdf(body))).blocks
const texts = async (body: string) => (await blocksOf(body)).map(({ kind, text }) => `${kind} ${text}`)

const cell = (text: string, more = '') =>
  `<table:table-cell ${more}><text:p>${text}</text:p></table:table-cell>`
const row = (texts: readonly string[]) =>
  `<table:table-row>${texts.map(text => cell(text)).join('')}</table:table-row>`
const table = row(['Offre', 'Cible', 'Prix']) + row(['Pro', 'Équipes', '59'])

describe('reading an OpenDocument', () => {
  it('reads a text’s headings, paragraphs, lists and tables', async () => {
    const body = `<office:text><text:h text:outline-level="2">Un <text:span>titre</text:span></text:h>
      <text:p>Un<text:s/>mot<text:line-break/>deux</text:p>
      <text:list><text:list-item><text:p>un</text:p><text:list><text:list-item><text:p>dedans</text:p></text:list-item></text:list></text:list-item></text:list>
      <table:table>${table}</table:table></office:text>`
    assert.deepEqual(await texts(body), [
      'heading Un titre',
      'paragraph Un mot\ndeux',
      'list-item - un',
      'list-item   - dedans',
      'table-row Offre: Pro; Cible: Équipes; Prix: 59',
    ])
  })

  it('leaves out deleted text and comments, and keeps footnotes', async () => {
    const body = `<office:text><text:tracked-changes><text:p>vieux</text:p></text:tracked-changes>
      <text:p>Neuf<office:annotation><text:p>à revoir</text:p></office:annotation><text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Sa note.</text:p></text:note-body></text:note> et la suite.</text:p></office:text>`
    assert.deepEqual(await texts(body), ['paragraph Sa note.', 'paragraph Neuf et la suite.'])
  })

  it('reads a workbook’s sheets, and says which are empty', async () => {
    const body = `<office:spreadsheet><table:table table:name="Tarifs">${table}</table:table><table:table table:name="Vide"/></office:spreadsheet>`
    const { blocks, warnings } = await extractOdf(buildOdf(body))
    assert.deepEqual(
      blocks.map(({ text }) => text),
      ['Tarifs', 'Offre: Pro; Cible: Équipes; Prix: 59'],
    )
    assert.deepEqual(
      warnings.map(({ fr }) => fr),
      ['feuille vide : Vide'],
    )
  })

  it('is not filled by cells and rows that are repeated a billion times', async () => {
    const rows = `<table:table-row table:number-rows-repeated="1048576">${cell('a', 'table:number-columns-repeated="16384"')}</table:table-row>`
    const blocks = await blocksOf(
      `<office:spreadsheet><table:table table:name="A">${rows}</table:table></office:spreadsheet>`,
    )
    assert.equal(blocks.length, 101)
  })

  it('reads a presentation’s slides as pages', async () => {
    const slide = (title: string, text: string) =>
      `<draw:page><draw:frame presentation:class="title"><draw:text-box><text:p>${title}</text:p></draw:text-box></draw:frame><draw:frame><draw:text-box><text:p>${text}</text:p></draw:text-box></draw:frame><presentation:notes><draw:frame><text:p>À dire</text:p></draw:frame></presentation:notes></draw:page>`
    const { blocks, pages, warnings } = await extractOdf(
      buildOdf(`<office:presentation>${slide('Titre', 'Texte')}<draw:page/></office:presentation>`),
    )
    assert.deepEqual(
      blocks.map(({ kind, text, page }) => [kind, text, page]),
      [
        ['heading', 'Titre', 1],
        ['paragraph', 'Texte', 1],
        ['quote', 'À dire', 1],
      ],
    )
    assert.equal(pages, 2)
    assert.deepEqual(
      warnings.map(({ fr }) => fr),
      ['diapositive 2 sans texte'],
    )
  })

  it('refuses what is locked, no document or has a document type', async () => {
    const locked = {
      name: 'META-INF/manifest.xml',
      content: '<manifest:manifest xmlns:manifest="m"><manifest:encryption-data/></manifest:manifest>',
    }
    await assert.rejects(extractOdf(buildOdf('', [locked])), refused('encrypted'))
    await assert.rejects(extractOdf(buildOdf('<text:p>')), refused('corrupt'))
    const laughs = { name: 'content.xml', content: '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>' }
    await assert.rejects(extractOdf(buildOdf('', [laughs])), refused('too_complex'))
  })
})
