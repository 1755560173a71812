import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { buildPdf } from '../testing/build-pdf.ts'
import { createDocumentReader } from './document-reader.ts'
import type { FileType } from './file-type.ts'
import { Refusal, type RefusalReason } from './refusal.ts'

const refused = (reason: RefusalReason) => (error: unknown) =>
  error instanceof Refusal && error.reason === reason

/** A thread that does to itself what a file's name asks for, as a defect in a parser would. */
const failing = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads'
    parentPort.on('message', ({ id, filename }) => {
      if (filename === 'hang') for (;;);
      if (filename === 'memory') { const all = []; for (;;) all.push(new Array(1e6).fill(id)) }
      if (filename === 'throw') throw new Error('defect')
      if (filename === 'exit') process.exit(1)
      parentPort.postMessage({ id, document: { title: filename, chunks: [] } })
    })`)}`,
)

function file(type: FileType, content: string | Uint8Array<ArrayBuffer>, filename = `x.${type}`) {
  return { type, filename, bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content }
}

describe('reading files in a thread', () => {
  const reader = createDocumentReader()
  after(() => reader.close())

  it('reads one file after the other', async () => {
    const first = await reader.read(
      file('markdown', '# Vendre\n\nUne offre claire pour vos clients et les autres.'),
    )
    assert.equal(first.title, 'Vendre')
    assert.equal(first.language, 'fr')
    assert.deepEqual(
      first.chunks.map(({ section, position }) => [section, position]),
      [['Vendre', 0]],
    )
    assert.equal(
      (await reader.read(file('text', 'Plain words of the text, for you and your team.', 'my-notes_2.txt')))
        .title,
      'My notes 2',
    )
  })

  it('prefers a front matter’s title, then a heading, then the file’s properties', async () => {
    assert.equal((await reader.read(file('markdown', '---\ntitle: A\n---\n# B\n\nc'))).title, 'A')
    assert.equal((await reader.read(file('html', '<title>P</title><h2>B</h2><p>c'))).title, 'B')
    assert.equal((await reader.read(file('html', '<title>P</title><p>c'))).title, 'P')
  })

  it('refuses what is empty, has no words or is not what its name says', async () => {
    await assert.rejects(reader.read(file('text', '')), refused('empty'))
    await assert.rejects(
      reader.read(file('markdown', '---\ntitle: A\n---\n<!-- -->\n![](a.png)\n***')),
      refused('empty'),
    )
    await assert.rejects(reader.read(file('pdf', '<!doctype html><p>a')), refused('mismatch'))
    await assert.rejects(reader.read(file('pdf', 'PK\u0003\u0004 %PDF-1.4')), refused('mismatch'))
    await assert.rejects(reader.read(file('text', buildPdf([[{ text: 'a', y: 1 }]]))), refused('mismatch'))
    await assert.rejects(reader.read(file('docx', 'bonjour')), refused('corrupt'))
    await assert.rejects(reader.read(file('text', 'a\0b\0\0c\u0001\0')), refused('mismatch'))
  })

  it('reads or refuses a tree a million deep, and the next file', async () => {
    const deep = file('html', '<div>'.repeat(300_000))
    await assert.rejects(reader.read(deep), (error: unknown) => error instanceof Refusal)
    assert.equal((await reader.read(file('html', '<p>encore</p>', 'encore.html'))).title, 'Encore')
  })

  for (const [filename, reason] of [
    ['hang', 'too_slow'],
    ['memory', 'too_complex'],
    ['throw', 'too_complex'],
    ['exit', 'too_complex'],
  ] as const)
    it(`outlives a parser that fails by ${filename}, and reads the next file`, async () => {
      const frail = createDocumentReader({
        workerUrl: failing,
        heapMegabytes: 48,
        timeout: filename === 'hang' ? 300 : 30_000,
      })
      await assert.rejects(frail.read(file('text', 'a', filename)), refused(reason))
      assert.equal((await frail.read(file('text', 'a', 'good'))).title, 'good')
      await frail.close()
    })
})
