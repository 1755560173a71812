import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildPptx, relationsPart, slideShape } from '../testing/build-office.ts'
import { extractPptx } from './extract-pptx.ts'
import { Refusal } from './refusal.ts'

describe('reading a PowerPoint presentation', () => {
  it('reads slides as pages: title first, lists, tables, then what the speaker says', async () => {
    const cell = (text: string) =>
      `<a:tc><a:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></a:txBody></a:tc>`
    const row = (texts: readonly string[]) => `<a:tr>${texts.map(cell).join('')}</a:tr>`
    const table = `<p:graphicFrame><a:tbl>${row(['Offre', 'Cible', 'Prix'])}${row(['Pro', 'Équipes', '59'])}</a:tbl></p:graphicFrame>`
    const { blocks, pages } = await extractPptx(
      buildPptx([
        {
          shapes:
            slideShape('body', ['un', 'deux']) +
            slideShape('title', ['Le titre']) +
            slideShape('sldNum', ['1']),
          notes: 'À dire.',
        },
        { shapes: slideShape('', ['Un texte']) + table },
      ]),
    )
    assert.deepEqual(
      blocks.map(({ kind, text, page }) => [kind, text, page]),
      [
        ['heading', 'Le titre', 1],
        ['list-item', '- un', 1],
        ['list-item', '- deux', 1],
        ['quote', 'À dire.', 1],
        ['paragraph', 'Un texte', 2],
        ['table-row', 'Offre: Pro; Cible: Équipes; Prix: 59', 2],
      ],
    )
    assert.equal(pages, 2)
  })

  it('reads SmartArt as the list that it is', async () => {
    const point = (id: string, text: string, more = '') =>
      `<dgm:pt modelId="${id}" ${more}><dgm:prSet/><dgm:spPr><a:pt x="0" y="0"/></dgm:spPr><dgm:t><a:bodyPr/><a:p><a:r><a:t>${text}</a:t></a:r></a:p></dgm:t></dgm:pt>`
    const link = (from: string, to: string, order: number, type = '') =>
      `<dgm:cxn modelId="${from}${to}" ${type} srcId="${from}" destId="${to}" srcOrd="${order}"/>`
    const data = `<dgm:dataModel xmlns:dgm="d" xmlns:a="a"><dgm:ptLst><dgm:pt modelId="0" type="doc"/>${point('2', 'Cadrage')}${point('1', 'Appel')}${point('3', 'Trente minutes')}${point('9', 'x', 'type="sibTrans"')}${point('4', '[Texte]').replace('prSet', 'prSet phldr="1"')}</dgm:ptLst>
      <dgm:cxnLst>${link('0', '2', 1)}${link('0', '1', 0)}${link('1', '3', 0)}${link('3', '1', 0)}${link('0', '4', 2)}${link('0', '9', 3, 'type="presOf"')}</dgm:cxnLst></dgm:dataModel>`
    const frame =
      '<p:graphicFrame><a:graphic><a:graphicData><dgm:relIds xmlns:dgm="d" r:dm="rId7" r:lo="rId8"/></a:graphicData></a:graphic></p:graphicFrame>'
    const { blocks, warnings } = await extractPptx(
      buildPptx(
        [{ shapes: slideShape('title', ['Étapes']) + frame }],
        [
          relationsPart('ppt/slides/_rels/slide1.xml.rels', [
            ['rId7', 'diagramData', '../diagrams/data1.xml'],
          ]),
          { name: 'ppt/diagrams/data1.xml', content: data },
        ],
      ),
    )
    assert.deepEqual(
      blocks.map(({ text }) => text),
      ['Étapes', '- Appel', '  - Trente minutes', '- Cadrage'],
    )
    assert.deepEqual(warnings, [])
  })

  it('says which slides have no text or are hidden, and reads no hidden one', async () => {
    const { blocks, warnings } = await extractPptx(
      buildPptx([
        { shapes: slideShape('', ['a']) },
        { shapes: '' },
        { shapes: slideShape('', ['caché']), hidden: true },
      ]),
    )
    assert.deepEqual(
      blocks.map(({ text }) => text),
      ['a'],
    )
    assert.deepEqual(
      warnings.map(({ fr }) => fr),
      ['diapositive 2 sans texte', 'diapositive 3 masquée, non lue'],
    )
  })

  it('reads 500 slides and refuses one more', async () => {
    const slides = (number: number) => buildPptx(Array.from({ length: number }, () => ({ shapes: '' })))
    assert.equal((await extractPptx(slides(500))).pages, 500)
    await assert.rejects(
      extractPptx(slides(501)),
      (error: unknown) => error instanceof Refusal && error.reason === 'too_complex',
    )
  })
})
