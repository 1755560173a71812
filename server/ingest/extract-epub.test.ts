import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildZip, type ZipPart } from '../testing/build-zip.ts'
import { extractEpub } from './extract-epub.ts'
import { Refusal, type RefusalReason } from './refusal.ts'

const refused = (reason: RefusalReason) => (error: unknown) =>
  error instanceof Refusal && error.reason === reason

const container: ZipPart = {
  name: 'META-INF/container.xml',
  content: '<container><rootfiles><rootfile full-path="OEBPS/livre.opf"/></rootfiles></container>',
}
const description: ZipPart = {
  name: 'OEBPS/livre.opf',
  content: `<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Le livre</dc:title><dc:language>fr-FR</dc:language></metadata>
    <manifest><item id="deux" href="texte/b%202.xhtml"/><item id="un" href="texte/a.xhtml"/><item id="nav" href="nav.xhtml" properties="nav"/></manifest>
    <spine><itemref idref="nav"/><itemref idref="un"/><itemref idref="deux"/></spine></package>`,
}
const chapter = (name: string, body: string): ZipPart => ({
  name,
  content: `<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>${body}</body></html>`,
})
const chapters = [
  chapter('OEBPS/texte/b 2.xhtml', '<h1>Deux</h1><p>La fin.</p>'),
  chapter('OEBPS/texte/a.xhtml', '<h1>Un</h1><p>Le début.</p><ul><li>un point</li></ul>'),
  chapter('OEBPS/nav.xhtml', '<nav><a href="a.xhtml">Un</a></nav>'),
]

describe('reading an EPUB', () => {
  it('reads the chapters in the book’s order, without its table of contents', async () => {
    const { blocks, title, language } = await extractEpub(buildZip([container, description, ...chapters]))
    assert.deepEqual(
      blocks.map(({ text }) => text),
      ['Un', 'Le début.', '- un point', 'Deux', 'La fin.'],
    )
    assert.deepEqual([title, language], ['Le livre', 'fr'])
  })

  it('reads chapters whose head has elements that XHTML closes at once', async () => {
    const page = (head: string, text: string) =>
      `<html xmlns="http://www.w3.org/1999/xhtml"><head>${head}</head><body><p>${text}<br/><a id="x"/>vu</p><hr/><p>fin</p></body></html>`
    const parts = [
      { name: 'OEBPS/texte/a.xhtml', content: page('<title/>', 'un') },
      { name: 'OEBPS/texte/b 2.xhtml', content: page('<script src="a>b.js" type="x" />', 'deux') },
    ]
    const { blocks, warnings } = await extractEpub(buildZip([container, description, ...parts]))
    assert.deepEqual(
      blocks.map(({ text }) => text),
      ['un\nvu', 'fin', 'deux\nvu', 'fin'],
    )
    assert.deepEqual(warnings, [])
  })

  it('says which chapters give no text, but for a cover', async () => {
    const read = async (...parts: ZipPart[]) =>
      (await extractEpub(buildZip([container, description, ...parts]))).warnings.map(({ fr }) => fr)
    const picture = '<img src="a.png"/>'
    const cover = chapter('OEBPS/texte/a.xhtml', picture)
    assert.deepEqual(await read(chapter('OEBPS/nav.xhtml', ''), cover, chapters[0] as ZipPart), [])
    assert.deepEqual(await read(cover, chapter('OEBPS/texte/b 2.xhtml', picture)), [
      'chapitre sans texte : b 2.xhtml',
    ])
    assert.deepEqual(await read(chapters[0] as ZipPart), ['chapitre sans texte : a.xhtml'])
  })

  it('refuses what is no book, and one that a shop has locked', async () => {
    await assert.rejects(extractEpub(buildZip([description])), refused('corrupt'))
    await assert.rejects(extractEpub(buildZip([container])), refused('corrupt'))
    const lock = (uri: string) => ({
      name: 'META-INF/encryption.xml',
      content: `<encryption><EncryptedData><CipherData><CipherReference URI="${uri}"/></CipherData></EncryptedData></encryption>`,
    })
    await assert.rejects(
      extractEpub(buildZip([container, description, lock('OEBPS/texte/a.xhtml')])),
      refused('encrypted'),
    )
    const fonts = await extractEpub(buildZip([container, description, lock('OEBPS/a.otf'), ...chapters]))
    assert.equal(fonts.blocks.length, 5)
  })
})
