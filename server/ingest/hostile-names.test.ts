import assert from 'node:assert/strict'
import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { EmbeddedDatabase } from '../database/embedded.ts'
import { listDocuments } from '../operations/list-documents.ts'
import { buildZip } from '../testing/build-zip.ts'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { createFolder } from '../testing/start-product.ts'
import { createDocumentReader, type DocumentReader } from './document-reader.ts'
import { ingestFiles } from './ingest-files.ts'
import { Refusal } from './refusal.ts'
import { shownName } from './shown-name.ts'

const megabyte = 1024 * 1024

/** trust.md, part c, as far as files on a disk go: an upload has its multipart limits elsewhere. */
describe('names, sizes and copies of files', () => {
  const reader = createDocumentReader()
  let database: EmbeddedDatabase
  before(async () => {
    database = await openTestDatabase()
  })
  after(async () => {
    await reader.close()
    await database.close()
  })

  async function ingest(write: (folder: string) => void, times = 1, first: DocumentReader = reader) {
    for (const { id } of await listDocuments(database)) await database.call('delete_document', { p_id: id })
    using folder = createFolder()
    write(folder.path)
    const request = {
      database,
      paths: [folder.path, folder.path],
      agent: 'audrey',
      productFolder: folder.path,
    }
    const reports = await Promise.all(
      Array.from({ length: times }, (_, time) =>
        ingestFiles({ ...request, ...(time === 0 && { reader: first }) }),
      ),
    )
    return { reports, stored: await listDocuments(database) }
  }
  const put = (folder: string, name: string, content: string | Uint8Array) =>
    writeFileSync(join(folder, name), content)

  it('47: a file of no byte and one over 20 MB are refused, one of 20 MB is opened', async () => {
    // What becomes of 20 MB in the reading process is no question of the limit.
    const opened: number[] = []
    const weighing: DocumentReader = {
      ...reader,
      read: file => {
        opened.push(file.bytes.length)
        return file.bytes.length > 0
          ? Promise.reject(new Refusal('empty', { fr: 'lu', en: 'read' }))
          : reader.read(file)
      },
    }
    const { reports } = await ingest(
      folder => {
        put(folder, 'a.txt', '')
        for (const [name, size] of [
          ['b.txt', 20 * megabyte],
          ['c.txt', 20 * megabyte + 1],
        ] as const) {
          put(folder, name, '')
          truncateSync(join(folder, name), size)
        }
      },
      1,
      weighing,
    )
    assert.deepEqual(
      reports[0]?.documents.map(({ source, refusal }) => [source, refusal?.reason, refusal?.english]),
      [
        ['a.txt', 'empty', 'empty file'],
        ['b.txt', 'empty', 'read'],
        ['c.txt', 'too_large', 'file too large (20 MB at most)'],
      ],
    )
    assert.deepEqual(opened, [0, 20 * megabyte])
  })

  it('49: a name is kept without what turns it round, and is never a path', async () => {
    const long = `${'é'.repeat(120)}.md`
    const { reports, stored } = await ingest(folder => {
      put(folder, 'devis\u202Efdp.txt', 'Un devis.')
      put(folder, 'CON.md', 'Un texte.')
      put(folder, long, 'Un texte long.')
      put(
        folder,
        'lot.zip',
        buildZip([
          { name: 'a.pdf\0.exe', content: 'x' },
          { name: 'b\0c.md', content: 'Un texte dans une archive.' },
          { name: `${'x'.repeat(300)}.md`, content: 'Un autre texte.' },
          { name: '.md', content: 'Sans nom.' },
        ]),
      )
    })
    assert.deepEqual(
      stored.map(({ filename }) => filename).sort(),
      ['CON.md', 'bc.md', 'devisfdp.txt', 'x'.repeat(255), long].sort(),
    )
    assert.deepEqual(
      reports[0]?.ignored.map(({ extension }) => extension),
      ['.exe'],
    )
    assert.ok(stored.every(({ title }) => title !== null && !/[\p{Cc}\p{Cf}]/u.test(title)))
    assert.equal(shownName('\u202E\0'), 'file')
  })

  it('61: the same file given twice, or loaded by two commands at once, is one document', async () => {
    const { reports, stored } = await ingest(folder => {
      for (const name of ['a.md', 'b.md', 'c.md']) put(folder, name, `# ${name}\n\nUn texte de ${name}.`)
    }, 2)
    assert.deepEqual(
      stored.map(({ source, chunks }) => [source, chunks]),
      [
        ['a.md', 1],
        ['b.md', 1],
        ['c.md', 1],
      ],
    )
    for (const { documents } of reports) assert.equal(documents.length, 3)
    const outcomes = reports.flatMap(({ documents }) => documents.map(({ outcome }) => outcome)).sort()
    assert.deepEqual(outcomes, ['stored', 'stored', 'stored', 'unchanged', 'unchanged', 'unchanged'])
  })

  it('61: a copy under another name is told of', async () => {
    const text = `${'Le même texte dans deux fichiers, mot pour mot. '.repeat(5)}`
    const { reports } = await ingest(folder => {
      put(folder, 'a.txt', text)
      put(folder, 'copie.txt', text)
    })
    assert.deepEqual(
      reports[0]?.documents.map(({ similar }) => similar.map(({ source, likeness }) => [source, likeness])),
      [[], [['a.txt', 1]]],
    )
  })
})
