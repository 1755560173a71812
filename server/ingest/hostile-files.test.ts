import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, describe, it } from 'node:test'
import { buildDocx, wordParagraph } from '../testing/build-docx.ts'
import { buildOdf, buildXlsx } from '../testing/build-office.ts'
import { buildPdf } from '../testing/build-pdf.ts'
import { drawScan, toPng } from '../testing/build-scan.ts'
import { buildZip } from '../testing/build-zip.ts'
import { createDocumentReader } from './document-reader.ts'
import type { FileType } from './file-type.ts'
import { Refusal, type RefusalReason } from './refusal.ts'

const megabyte = 1024 * 1024
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))
const page = buildPdf([[{ text: 'Du texte', y: 700 }]])
const small = wordParagraph('Bonjour')

/** A PDF of these objects, without a table: pdf.js looks for them itself. */
const rawPdf = (objects: readonly string[], trailer = '/Root 1 0 R') =>
  bytesOf(
    `%PDF-1.7\n${objects.map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`).join('')}trailer\n<< ${trailer} >>\n%%EOF\n`,
  )

const pdfOf = (content: string, resources = '', more: readonly string[] = [], catalog = '') =>
  rawPdf([
    `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> ${resources} >> /Contents 4 0 R >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FontMatrix [1 0 0 1 0 (0\\); globalThis.ran = true; //)] >>',
    ...more,
  ])

describe('hostile files (trust.md, part c)', () => {
  let peak = 0
  const reader = createDocumentReader({
    onMemory: megabytes => {
      peak = megabytes
    },
  })
  after(() => reader.close())

  const read = (type: FileType, bytes: Uint8Array, filename = `x.${type}`) =>
    reader.read({ type, filename, bytes })

  async function refusal(type: FileType, bytes: Uint8Array): Promise<RefusalReason> {
    const error = await read(type, bytes).then(
      () => assert.fail('was read'),
      (cause: unknown) => cause,
    )
    assert.ok(error instanceof Refusal, String(error))
    assert.ok(error.message !== '' && error.english !== '' && error.message !== error.english)
    return error.reason
  }

  async function textOf(type: FileType, bytes: Uint8Array): Promise<string> {
    return (await read(type, bytes)).chunks.map(({ content }) => content).join('\n')
  }

  it('50: takes no HTML, program, zip or picture for a PDF, nor a PDF that is also a zip for a document', async () => {
    const zip = buildZip([{ name: 'a.txt', content: 'a' }])
    for (const bytes of [
      bytesOf('<html>'),
      bytesOf('MZ\u0090\0'),
      zip,
      toPng(drawScan(['HIT'])),
      Buffer.concat([zip, page]),
    ])
      assert.equal(await refusal('pdf', bytes), 'mismatch')
    const polyglot = Buffer.concat([page, buildDocx(small)])
    for (const type of ['docx', 'xlsx', 'odt'] as const)
      assert.equal(await refusal(type, polyglot), 'mismatch')
  })

  it('51: counts bytes that were really unpacked, whatever an archive claims, and stays small', async () => {
    const bomb = { name: 'word/document.xml', content: new Uint8Array(150 * megabyte) }
    assert.equal(await refusal('docx', buildDocx(small, [bomb])), 'too_complex')
    for (const declaredSize of [0, 10, 50 * megabyte])
      assert.match(
        await refusal('docx', buildDocx(small, [{ ...bomb, declaredSize }])),
        /corrupt|too_complex/,
      )
    const small4 = { name: 'word/document.xml', content: '<x/>', declaredSize: 4 * 1024 ** 3 - 1 }
    assert.equal(await refusal('docx', buildDocx(small, [small4])), 'too_complex')
    assert.ok(peak < 300, `${peak} MB`)
  })

  it('51: unpacks up to a hundred times an entry’s size, and no more', async () => {
    const random = Array.from({ length: 500 }, (_, index) =>
      createHash('sha256').update(`${index}`).digest('hex'),
    ).join('')
    // Deflate packs a run to a thousandth: the letters without order set the share.
    const part = (spaces: number) => ({
      name: 'word/notes.xml',
      content: `<x>${random}${' '.repeat(spaces)}</x>`,
    })
    const ratio = (spaces: number) => textOf('docx', buildDocx(small, [part(spaces)]))
    assert.equal(await ratio(megabyte), 'Bonjour')
    assert.equal(await refusal('docx', buildDocx(small, [part(40 * megabyte)])), 'too_complex')
  })

  it('52: refuses twenty thousand entries, and an archive inside a document', async () => {
    const many = buildZip(Array.from({ length: 20_000 }, (_, index) => ({ name: `x${index}`, content: '' })))
    assert.equal(await refusal('docx', many), 'too_complex')
    for (const type of ['docx', 'xlsx', 'odt'] as const) {
      const nested = { name: 'media/nested.zip', content: buildZip([{ name: 'a', content: 'a' }]) }
      const bytes = {
        docx: buildDocx(small, [nested]),
        xlsx: buildXlsx([], [nested]),
        odt: buildOdf('', [nested]),
      }[type]
      assert.equal(await refusal(type, bytes), 'too_complex')
    }
  })

  it('54: expands no entity and fetches no document type', async () => {
    const laughs = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 9 }, (_, index) => `<!ENTITY b${index} "${`&b${index - 1};`.repeat(10)}">`).join('')}]><x>&b8;</x>`
    const outside = '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><x/>'
    for (const content of [laughs, outside]) {
      assert.equal(
        await refusal('docx', buildDocx(small, [{ name: 'word/document.xml', content }])),
        'too_complex',
      )
      assert.equal(
        await refusal('xlsx', buildXlsx([], [{ name: 'xl/workbook.xml', content }])),
        'too_complex',
      )
      assert.equal(await refusal('odt', buildOdf('', [{ name: 'content.xml', content }])), 'too_complex')
    }
  })

  it('55: is not led to fill a whole sheet', async () => {
    const all = 'A1:XFD1048576'
    const rows = `<dimension ref="${all}"/><sheetData><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>loin</t></is></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048575"/></mergeCells><conditionalFormatting sqref="${all}"/><dataValidations><dataValidation sqref="${all}"/></dataValidations>`
    assert.equal(await textOf('xlsx', buildXlsx([{ name: '__proto__', rows }])), '__proto__\n\nloin')
  })

  it('56: keeps formulas and markup in cells as letters', async () => {
    const rows = [['=cmd|’ /C calc’!A0', '<script>alert(1)</script>']]
    assert.equal(
      await textOf('xlsx', buildXlsx([{ name: 'A', rows }])),
      'A\n\n=cmd|’ /C calc’!A0; <script>alert(1)</script>',
    )
  })

  it('57: outlives circles, claims and depth in a PDF', async () => {
    const catalog = '<< /Type /Catalog /Pages 2 0 R >>'
    const files = {
      'a page tree in a circle': rawPdf([catalog, '<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>']),
      'a million pages': rawPdf([catalog, '<< /Type /Pages /Kids [] /Count 1000000 >>']),
      'a table of contents in a circle': bytesOf(
        '%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 /Prev 9 /Root 1 0 R >>\nstartxref\n9\n%%EOF',
      ),
      'arrays a million deep': rawPdf([catalog, '['.repeat(1_000_000)]),
      'an object that is itself': rawPdf([catalog, '2 0 R']),
    }
    for (const [name, bytes] of Object.entries(files)) {
      const begun = performance.now()
      assert.match(await refusal('pdf', bytes), /corrupt|too_complex|empty/, name)
      assert.ok(performance.now() - begun < 30_000, name)
    }
  })

  it('57: decodes no picture that claims to be larger than any page', async () => {
    const picture =
      '<< /Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /JBIG2Decode /Length 4 >>\nstream\n0000\nendstream'
    const bytes = pdfOf('q 500 0 0 700 0 0 cm /I1 Do Q', '/XObject << /I1 6 0 R >>', [picture])
    assert.equal(await refusal('pdf', bytes), 'empty')
    assert.ok(peak < 400, `${peak} MB`)
  })

  it('58: runs nothing that a PDF brings', async () => {
    const action = '<< /S /JavaScript /JS (app.alert\\(1\\)) /Next << /S /Launch /F (/bin/sh) >> >>'
    const bytes = pdfOf(
      'BT /F1 12 Tf 72 700 Td (Du texte) Tj ET',
      '',
      [action],
      '/OpenAction 6 0 R /Names << /JavaScript << /Names [(a) 6 0 R] >> >>',
    )
    assert.equal(await textOf('pdf', bytes), 'Du texte')
  })

  it('59: says what is locked and what holds no text', async () => {
    assert.equal(await refusal('pdf', buildPdf([[]], { password: true })), 'encrypted')
    assert.equal(await refusal('pdf', buildPdf(['picture'])), 'empty')
  })

  it('60: drops letters that nobody sees', async () => {
    const hidden = `Bon\u200B\u{E0049}\u{E0067}\u2060jour`
    assert.equal(await textOf('text', Buffer.from(hidden)), 'Bonjour')
    assert.equal(await textOf('docx', buildDocx(wordParagraph(hidden))), 'Bonjour')
    assert.equal(
      await textOf(
        'html',
        Buffer.from(`<p>Bonjour<span style="font-size:0">caché</span><b hidden>caché</b></p>`),
      ),
      'Bonjour',
    )
  })

  it('62: reads text in any encoding and cuts a line without end', async () => {
    const french = 'Une offre d’été, à deux pas.'
    for (const bytes of [Buffer.from(`\uFEFF${french}`, 'utf16le'), Buffer.from(french, 'utf16le').swap16()])
      assert.equal(await textOf('text', bytes), french)
    assert.equal(await textOf('text', Buffer.from('été', 'latin1')), 'été')
    const { chunks } = await read('text', Buffer.from('a'.repeat(megabyte)))
    assert.ok(chunks.every(({ tokenCount }) => tokenCount <= 700))
    assert.equal(await refusal('text', Buffer.from('a\0\0\u0001'.repeat(1000))), 'mismatch')
  })
})
