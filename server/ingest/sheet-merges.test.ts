import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildOdf, buildXlsx } from '../testing/build-office.ts'
import { extractOdf } from './extract-odf.ts'
import { extractXlsx } from './extract-xlsx.ts'
import type { ExtractedDocument } from './extracted-document.ts'
import { Refusal } from './refusal.ts'

type Cells = (string | null)[]

/** The same sheet as a workbook and as an OpenDocument; merges as `A2:A4`. */
async function readBoth(rows: Cells[], merges: string[]): Promise<ExtractedDocument[]> {
  const cell = (text: string | null) =>
    text === null ? '<c/>' : `<c t="inlineStr"><is><t>${text}</t></is></c>`
  const data = rows.map(row => `<row>${row.map(cell).join('')}</row>`).join('')
  const listed = merges.map(ref => `<mergeCell ref="${ref}"/>`).join('')
  const xlsx = `<sheetData>${data}</sheetData><mergeCells>${listed}</mergeCells>`

  const anchors = merges.map(ref => {
    const [from = '', to = ''] = ref.split(':')
    const [column, row] = [from.charCodeAt(0) - 65, Number(from.slice(1)) - 1]
    return { column, row, columns: to.charCodeAt(0) - 64 - column, rows: Number(to.slice(1)) - row }
  })
  const odfCell = (text: string | null, row: number, column: number) => {
    const merge = anchors.find(found => found.row === row && found.column === column)
    const span = merge
      ? ` table:number-columns-spanned="${merge.columns}" table:number-rows-spanned="${merge.rows}"`
      : ''
    return `<table:table-cell${span}>${text === null ? '' : `<text:p>${text}</text:p>`}</table:table-cell>`
  }
  const odf = rows
    .map(
      (row, at) =>
        `<table:table-row>${row.map((text, column) => odfCell(text, at, column)).join('')}</table:table-row>`,
    )
    .join('')
  return [
    await extractXlsx(buildXlsx([{ name: 'A', rows: xlsx }])),
    await extractOdf(
      buildOdf(`<office:spreadsheet><table:table table:name="A">${odf}</table:table></office:spreadsheet>`),
    ),
  ]
}

async function assertBoth(rows: Cells[], merges: string[], texts: string[], warnings: string[] = []) {
  for (const document of await readBoth(rows, merges)) {
    assert.deepEqual(
      document.blocks.slice(1).map(({ text }) => text),
      texts,
    )
    assert.deepEqual(
      document.warnings.map(({ fr }) => fr),
      warnings,
    )
  }
}

describe('merged cells of a sheet', () => {
  it('are said in each filled row that they stand beside', async () => {
    await assertBoth(
      [
        ['Offre', 'Durée', 'Prix'],
        ['Pro', '1 mois', '59 €'],
        [null, '12 mois', '590 €'],
        [null, null, null],
        ['Solo', '1 mois', '29 €'],
      ],
      ['A2:A4'],
      [
        'Offre: Pro; Durée: 1 mois; Prix: 59 €',
        'Offre: Pro; Durée: 12 mois; Prix: 590 €',
        'Offre: Solo; Durée: 1 mois; Prix: 29 €',
      ],
    )
  })

  it('are not said again where they are a number without a name: a total beside a list', async () => {
    await assertBoth(
      [
        ['Loyer', '800 €', null, '62 %'],
        ['Gaz', '50 €', null, null],
      ],
      ['D1:D2'],
      ['Loyer; 800 €; 62 %', 'Gaz; 50 €'],
    )
  })

  it('are said in each row up to 300 letters, and once above', async () => {
    for (const [length, times] of [
      [300, 2],
      [301, 1],
    ] as const) {
      const [document] = await readBoth(
        [
          ['é'.repeat(length), 'un'],
          [null, 'deux'],
        ],
        ['A1:A2'],
      )
      const text = document?.blocks.map(block => block.text).join('\n') ?? ''
      assert.equal(text.split('é'.repeat(length)).length - 1, times)
    }
  })

  it('make names of two levels one', async () => {
    await assertBoth(
      [
        ['Nos tarifs', null, null, null, null],
        ['Offre', 'Mensuel', null, 'Annuel', null],
        [null, 'HT', 'TTC', 'HT', 'TTC'],
        ['Pro', '50 €', '60 €', '500 €', '600 €'],
        ['Studio', 'sur devis', null, '900 €', '1080 €'],
        ['Options', null, null, null, null],
        ['Appel', '10 €', '12 €', '100 €', '120 €'],
      ],
      ['A1:E1', 'A2:A3', 'B2:C2', 'D2:E2', 'B5:C5', 'A6:E6'],
      [
        'Nos tarifs',
        'Offre: Pro; Mensuel HT: 50 €; Mensuel TTC: 60 €; Annuel HT: 500 €; Annuel TTC: 600 €',
        'Offre: Studio; Mensuel HT, Mensuel TTC: sur devis; Annuel HT: 900 €; Annuel TTC: 1080 €',
        'Options',
        'Offre: Appel; Mensuel HT: 10 €; Mensuel TTC: 12 €; Annuel HT: 100 €; Annuel TTC: 120 €',
      ],
    )
  })

  it('do not make a name of a row of values', async () => {
    await assertBoth(
      [
        ['Offre', 'Pour qui', 'Prix', null],
        ['Pro', 'équipes', 'gratuit', 'un mois'],
        ['Solo', 'indépendants', '29 €', 'par mois'],
      ],
      ['C1:D1'],
      [
        'Offre: Pro; Pour qui: équipes; Prix: gratuit; un mois',
        'Offre: Solo; Pour qui: indépendants; Prix: 29 €; par mois',
      ],
    )
  })

  it('hide what is written behind the first: it is left out and told of', async () => {
    await assertBoth(
      [
        ['Offre', 'Prix', 'Note'],
        ['Pro', '59 €', 'vu'],
        ['secret', '590 €', 'vu'],
      ],
      ['A2:A3'],
      ['Offre: Pro; Prix: 59 €; Note: vu', 'Offre: Pro; Prix: 590 €; Note: vu'],
      ['texte caché, non lu : « secret »'],
    )
  })

  it('cost nothing where they claim a whole sheet, and are refused where they are merged again and again', async () => {
    const [document] = await readBoth([['a', 'b']], ['A1:Z9'])
    assert.equal(document?.blocks.at(-1)?.text, 'a')
    const rows = Array.from({ length: 4000 }, () => '<row><c><v>1</v></c></row>').join('')
    const merges = '<mergeCell ref="A1:XFD1048576"/>'.repeat(3000)
    await assert.rejects(
      extractXlsx(
        buildXlsx([{ name: 'A', rows: `<sheetData>${rows}</sheetData><mergeCells>${merges}</mergeCells>` }]),
      ),
      (error: unknown) => error instanceof Refusal && error.reason === 'too_complex',
    )
  })
})
