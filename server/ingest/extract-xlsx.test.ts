import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildXlsx } from '../testing/build-office.ts'
import { extractXlsx } from './extract-xlsx.ts'
import { Refusal, type RefusalReason } from './refusal.ts'

const refused = (reason: RefusalReason) => (error: unknown) =>
  error instanceof Refusal && error.reason === reason

const texts = async (bytes: Uint8Array) =>
  (await extractXlsx(bytes)).blocks.map(({ kind, text }) => `${kind} ${text}`)

const prices = [
  ['Offre', 'Pour qui', 'Prix'],
  ['Essentiel', 'Indépendants', 29],
  ['Pro', 'Équipes', 59],
]
const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'

describe('reading an Excel workbook', () => {
  it('reads each sheet under its name and says the columns’ names in each row', async () => {
    assert.deepEqual(
      await texts(
        buildXlsx([
          { name: 'Tarifs 2024', rows: prices },
          { name: 'Notes', rows: [['Rien & tout']] },
        ]),
      ),
      [
        'heading Tarifs 2024',
        'table-row Offre: Essentiel; Pour qui: Indépendants; Prix: 29',
        'table-row Offre: Pro; Pour qui: Équipes; Prix: 59',
        'heading Notes',
        'paragraph Rien & tout',
      ],
    )
  })

  it('takes lines above a table for what they are, and a second table’s own names', async () => {
    const rows = [['Nos tarifs'], [null], ...prices, [null], ['Frais', 'Montant'], ['Port', 5]]
    assert.deepEqual(await texts(buildXlsx([{ name: 'A', rows }])), [
      'heading A',
      'paragraph Nos tarifs',
      'table-row Offre: Essentiel; Pour qui: Indépendants; Prix: 29',
      'table-row Offre: Pro; Pour qui: Équipes; Prix: 59',
      'table-row Frais: Port; Montant: 5',
    ])
  })

  it('gives no names to a list of pairs', async () => {
    const rows = [
      ['Adresse', '12 rue du Port'],
      ['Téléphone', '01 02 03 04 05'],
    ]
    assert.deepEqual((await texts(buildXlsx([{ name: 'A', rows }]))).slice(1), [
      'table-row Adresse; 12 rue du Port',
      'table-row Téléphone; 01 02 03 04 05',
    ])
  })

  it('shows shared texts, results of formulas, dates, times, percentages and amounts as a reader sees them', async () => {
    const strings = {
      name: 'xl/sharedStrings.xml',
      content: `<sst ${main}><si><t>Un</t></si><si><r><t>en </t></r><r><t>deux</t></r><rPh><t>lu</t></rPh></si></sst>`,
    }
    const formats = [0, 14, 20, 10, 164, 165, 22].map(id => `<xf numFmtId="${id}" fontId="0"/>`).join('')
    const styles = {
      name: 'xl/styles.xml',
      content: `<styleSheet ${main}><numFmts><numFmt numFmtId="164" formatCode="#,##0.00\\ &quot;€&quot;"/><numFmt numFmtId="165" formatCode="[$-40C]d\\ mmmm\\ yyyy;@"/></numFmts><fonts><font/></fonts><cellXfs>${formats}</cellXfs></styleSheet>`,
    }
    const cells = [
      '<c t="s"><v>0</v></c>',
      '<c t="s"><v>1</v></c>',
      '<c><f>0.1+0.2</f><v>0.30000000000000004</v></c>',
      '<c s="1"><v>45356</v></c>',
      '<c s="2"><v>0.604166666666667</v></c>',
      '<c s="3"><v>0.125</v></c>',
      '<c s="4"><v>29.9</v></c>',
      '<c s="5"><v>45356</v></c>',
      '<c s="6"><v>45356.5</v></c>',
      '<c t="b"><v>1</v></c>',
      '<c t="e"><v>#REF!</v></c>',
      '<c t="str"><f>A1</f><v>calculé</v></c>',
    ]
    const rows = `<sheetData><row r="1">${cells.join('')}</row></sheetData>`
    assert.deepEqual((await texts(buildXlsx([{ name: 'A', rows }], [strings, styles]))).slice(1), [
      'table-row Un; en deux; 0.3; 2024-03-05; 14:30; 12.5 %; 29.9 €; 2024-03-05; 2024-03-05 12:00; oui; calculé',
    ])
  })

  it('reads letters that XML does not hold, and says which formulas have no result', async () => {
    const cells = [
      '<c t="inlineStr"><is><t>un_x000D_deux _x005F_x0041_</t></is></c>',
      '<c><f>A1&amp;"!"</f></c>',
      '<c><f>SUM(B1:B2)</f><v/></c>',
      '<c t="str"><f>IF(1;"")</f><v></v></c>',
      '<c><f>1+1</f><v>2</v></c>',
    ]
    const rows = `<sheetData><row>${cells.join('')}</row></sheetData>`
    const { blocks, warnings } = await extractXlsx(buildXlsx([{ name: 'Tarifs', rows }]))
    assert.equal(blocks[1]?.text, 'un deux _x0041_; 2')
    assert.deepEqual(
      warnings.map(({ fr }) => fr),
      [
        'feuille Tarifs : 2 formules sans résultat, non lues : ouvre le fichier dans ton tableur et enregistre-le',
      ],
    )
  })

  it('says which sheets are empty or hidden, and reads no hidden one', async () => {
    const { blocks, warnings } = await extractXlsx(
      buildXlsx([
        { name: 'A', rows: [['a']] },
        { name: 'Vide', rows: [] },
        { name: 'Marges', rows: [['secret']], hidden: true },
      ]),
    )
    assert.ok(!blocks.some(({ text }) => text.includes('secret')))
    assert.deepEqual(
      warnings.map(({ fr }) => fr),
      ['feuille vide : Vide', 'feuille masquée, non lue : Marges'],
    )
    assert.deepEqual(
      warnings.map(({ en }) => en),
      ['empty sheet: Vide', 'hidden sheet, not read: Marges'],
    )
  })

  it('reads 500,000 cells and refuses one more', async () => {
    // Numbers that vary: the same one throughout would be refused for how well it packs.
    const cells = (row: number) =>
      Array.from(
        { length: 1000 },
        (_, column) => `<c><v>${((row * 1000 + column) * 7919) % 1_000_003}</v></c>`,
      )
    const rows = Array.from({ length: 500 }, (_, row) => `<row>${cells(row).join('')}</row>`).join('')
    const sheet = (extra: string) =>
      buildXlsx([{ name: 'A', rows: `<sheetData>${rows}${extra}</sheetData>` }])
    assert.equal((await extractXlsx(sheet(''))).blocks.length, 501)
    await assert.rejects(extractXlsx(sheet('<row><c><v>1</v></c></row>')), refused('too_complex'))
  })

  it('refuses what is no workbook, cut short or locked', async () => {
    const whole = buildXlsx([{ name: 'A', rows: [['a']] }])
    await assert.rejects(extractXlsx(whole.slice(0, whole.length - 30)), refused('corrupt'))
    await assert.rejects(texts(buildXlsx([{ name: 'A', rows: '<sheetData><row>' }])), refused('corrupt'))
    const container = Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.from('EncryptedPackage', 'utf16le'),
    ])
    await assert.rejects(extractXlsx(new Uint8Array(container)), refused('encrypted'))
  })
})
