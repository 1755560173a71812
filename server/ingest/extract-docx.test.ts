import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildDocx, wordParagraph, wordTable } from '../testing/build-docx.ts'
import { buildZip } from '../testing/build-zip.ts'
import { joinBlocks } from './blocks.ts'
import { extractDocx } from './extract-docx.ts'
import { Refusal, type RefusalReason } from './refusal.ts'

const refused = (reason: RefusalReason) => (error: unknown) =>
  error instanceof Refusal && error.reason === reason
const small = wordParagraph('Bonjour')

describe('reading a Word document', () => {
  it('reads headings, paragraphs and tables', async () => {
    const body =
      wordParagraph('Nos offres', 'Heading1') +
      wordParagraph('Sans engagement &amp; sans frais.') +
      wordTable([
        ['Offre', 'Pour qui', 'Prix'],
        ['Essentiel', 'Indépendants', '29 €'],
      ])
    const { blocks } = await extractDocx(buildDocx(body))
    assert.equal(blocks[0]?.kind, 'heading')
    assert.equal(
      joinBlocks(blocks).text,
      'Nos offres\n\nSans engagement & sans frais.\n\nOffre: Essentiel; Pour qui: Indépendants; Prix: 29 €',
    )
  })

  it('leaves deleted text out and takes inserted text in', async () => {
    const body =
      '<w:p><w:del><w:r><w:delText>vieux</w:delText></w:r></w:del><w:ins><w:r><w:t>neuf</w:t></w:r></w:ins></w:p>'
    assert.equal(joinBlocks((await extractDocx(buildDocx(body))).blocks).text, 'neuf')
  })

  it('reads the title of the file’s properties', async () => {
    const core = { name: 'docProps/core.xml', content: '<x><dc:title>Guide &amp; co</dc:title></x>' }
    assert.equal((await extractDocx(buildDocx(small, [core]))).propertyTitle, 'Guide & co')
  })

  it('keeps where a link to an appointment leads', async () => {
    const body =
      '<w:p><w:r><w:t xml:space="preserve">Prends </w:t></w:r><w:hyperlink r:id="rId9" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:r><w:t>rendez-vous</w:t></w:r></w:hyperlink></w:p>'
    const relations = {
      name: 'word/_rels/document.xml.rels',
      content:
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="https://cal.example/marie" TargetMode="External"/></Relationships>',
    }
    assert.equal(
      joinBlocks((await extractDocx(buildDocx(body, [relations]))).blocks).text,
      'Prends rendez-vous (https://cal.example/marie)',
    )
  })

  it('reads no file and no address that a picture links to', async () => {
    const body = `${small}<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" r:link="rId9"/></w:drawing></w:r></w:p>`
    const relations = {
      name: 'word/_rels/document.xml.rels',
      content:
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="file:///dev/zero" TargetMode="External"/></Relationships>',
    }
    assert.equal(joinBlocks((await extractDocx(buildDocx(body, [relations]))).blocks).text, 'Bonjour')
  })

  it('refuses a document type, in UTF-16 too', async () => {
    const xml = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    for (const content of [xml, Buffer.from(`\uFEFF${xml}`, 'utf16le')]) {
      await assert.rejects(
        extractDocx(buildDocx(small, [{ name: 'word/document.xml', content }])),
        refused('too_complex'),
      )
    }
  })

  it('refuses more than 100 MB unpacked, whether the archive says so or lies', async () => {
    const megabyte = ' '.repeat(1024 * 1024)
    const bomb = { name: 'word/bomb.xml', content: megabyte.repeat(101) }
    await assert.rejects(extractDocx(buildDocx(small, [bomb])), refused('too_complex'))
    await assert.rejects(extractDocx(buildDocx(small, [{ ...bomb, declaredSize: 10 }])), refused('corrupt'))
  })

  it('refuses more than 2,000 entries', async () => {
    const parts = Array.from({ length: 2001 }, (_, index) => ({ name: `x/${index}.png`, content: '' }))
    await assert.rejects(extractDocx(buildDocx(small, parts)), refused('too_complex'))
  })

  it('never unpacks what is not XML', async () => {
    const lie = { name: 'word/media/a.png', content: ' '.repeat(50_000_000), declaredSize: 5 }
    assert.equal(joinBlocks((await extractDocx(buildDocx(small, [lie]))).blocks).text, 'Bonjour')
  })

  it('says which files are cut short, locked or no Word document', async () => {
    const whole = buildDocx(small)
    await assert.rejects(extractDocx(whole.slice(0, whole.length - 30)), refused('corrupt'))
    await assert.rejects(extractDocx(buildZip([{ name: 'a.txt', content: 'a' }])), refused('corrupt'))
    const container = Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.from('EncryptedPackage', 'utf16le'),
    ])
    await assert.rejects(extractDocx(new Uint8Array(container)), refused('encrypted'))
    await assert.rejects(extractDocx(new Uint8Array(container.subarray(0, 8))), refused('unsupported'))
  })
})
