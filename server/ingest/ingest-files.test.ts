import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { EmbeddedDatabase } from '../database/embedded.ts'
import { listDocuments } from '../operations/list-documents.ts'
import { readDocument } from '../operations/read-document.ts'
import { searchKnowledge } from '../operations/search-knowledge.ts'
import { buildDocx, wordParagraph } from '../testing/build-docx.ts'
import { buildPdf } from '../testing/build-pdf.ts'
import { buildZip, type ZipPart } from '../testing/build-zip.ts'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { createDocumentReader } from './document-reader.ts'
import { type IngestRequest, ingestFiles } from './ingest-files.ts'
import { IngestUsageError } from './ingest-report.ts'
import { ReaderStartError } from './reader-start-error.ts'

describe('ingesting files', () => {
  const reader = createDocumentReader()
  let database: EmbeddedDatabase
  let folder: string
  before(async () => {
    database = await openTestDatabase()
  })
  beforeEach(async () => {
    for (const { id } of await listDocuments(database)) await database.call('delete_document', { p_id: id })
    if (folder) rmSync(folder, { recursive: true })
    folder = mkdtempSync(join(tmpdir(), 'ingest-'))
  })
  after(async () => {
    await reader.close()
    await database.close()
    rmSync(folder, { recursive: true })
  })

  function write(name: string, content: string | Uint8Array): string {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    return path
  }

  function ingest(given: Partial<IngestRequest> = {}) {
    return ingestFiles({
      database,
      reader,
      agent: 'audrey',
      paths: [join(folder, 'docs')],
      productFolder: folder,
      ...given,
    })
  }

  async function outcomes(given: Partial<IngestRequest> = {}): Promise<Record<string, string>> {
    const { documents } = await ingest(given)
    return Object.fromEntries(documents.map(({ source, outcome }) => [source, outcome]))
  }

  const sources = async () => (await listDocuments(database)).map(({ owner, source }) => `${owner} ${source}`)

  it('ends where no process starts to read them in, and blames no file', async () => {
    for (const name of ['a', 'b']) write(`docs/${name}.md`, 'Un mot.')
    const unable = createDocumentReader({ entry: join(folder, 'missing.mjs') })
    await assert.rejects(ingest({ reader: unable }), ReaderStartError)
    await unable.close()
    assert.deepEqual(await sources(), [])
  })

  it('stores every format with title, pages, tags and chunks that quote it', async () => {
    write('docs/a.md', '---\ntags: [vente]\n---\n# Le tunnel\n\nUne page, une offre.')
    write('docs/b.txt', 'Des mots pour vous et les autres.')
    write('docs/c.html', '<h1>Page</h1><p>Texte')
    write('docs/sous/d.pdf', buildPdf([[{ text: 'Premier', y: 700 }], [{ text: 'Second', y: 700 }]]))
    write('docs/sous/e.docx', buildDocx(wordParagraph('Un titre', 'Heading1') + wordParagraph('Un texte')))
    const { documents } = await ingest({ tags: ['été'], category: 'guides', priority: 2 })
    assert.deepEqual(
      documents.map(({ source, outcome, title, pages }) => [source, outcome, title, pages]),
      [
        ['docs/a.md', 'stored', 'Le tunnel', null],
        ['docs/b.txt', 'stored', 'B', null],
        ['docs/c.html', 'stored', 'Page', null],
        ['docs/sous/d.pdf', 'stored', 'D', 2],
        ['docs/sous/e.docx', 'stored', 'Un titre', null],
      ],
    )
    const [first] = await listDocuments(database)
    assert.deepEqual(first?.tags, ['été', 'vente'])
    const stored = await readDocument(database, { id: first?.id ?? '' })
    assert.deepEqual(stored.kind === 'found' && stored.chunks, [
      {
        index: 0,
        content: 'Le tunnel\n\nUne page, une offre.',
        section: 'Le tunnel',
        anchor: null,
        page: null,
        position: 0,
        tokenCount: 9,
      },
    ])
  })

  it('keeps the http(s) address that a document gives for itself', async () => {
    write('docs/a.md', '---\nurl: https://exemple.fr/a\n---\n# Le tunnel\n\nUne page, une offre.')
    write('docs/b.html', '<link rel="canonical" href="https://exemple.fr/b"><p>Une page, une offre.</p>')
    write('docs/c.md', '---\nurl: javascript:alert(1)\n---\n# Le tunnel\n\nUne page, une offre.')
    await ingest()
    const urls = (await listDocuments(database)).map(({ source, url }) => [source, url])
    assert.deepEqual(Object.fromEntries(urls), {
      'docs/a.md': 'https://exemple.fr/a',
      'docs/b.html': 'https://exemple.fr/b',
      'docs/c.md': null,
    })
  })

  it('leads from a passage to its section, where a file that has an address names it', async () => {
    write('docs/a.md', '---\nurl: https://exemple.fr/a\n---\n# Tunnel\n\n## Le prix {#prix}\n\nVingt euros.')
    write(
      'docs/b.html',
      '<link rel="canonical" href="https://exemple.fr/b"><h2 id="délai">Délai</h2><p>Deux jours.</p>',
    )
    await ingest()
    const find = async (query: string) =>
      (await searchKnowledge(database, { query, agents: ['audrey'], limit: 1 }))[0]?.url
    assert.equal(await find('vingt euros'), 'https://exemple.fr/a#prix')
    assert.equal(await find('deux jours'), 'https://exemple.fr/b#d%C3%A9lai')
  })

  it('leaves unchanged files alone, replaces changed ones, and reads again when labels change', async () => {
    write('docs/a.md', '# A\n\nun')
    write('docs/b.md', '# B\n\nun')
    await ingest()
    write('docs/b.md', '# B\n\ndeux')
    assert.deepEqual(await outcomes(), { 'docs/a.md': 'unchanged', 'docs/b.md': 'replaced' })
    assert.deepEqual(await outcomes({ tags: ['x'] }), { 'docs/a.md': 'replaced', 'docs/b.md': 'replaced' })
    assert.equal((await listDocuments(database)).length, 2)
  })

  it('knows a document again from another working directory and after the product has moved', async () => {
    write('docs/a.md', '# A\n\nun')
    await ingest()
    const moved = `${folder}-ailleurs`
    renameSync(folder, moved)
    folder = moved
    assert.deepEqual(await outcomes({ paths: [join(moved, 'docs', 'a.md')], productFolder: moved }), {
      'docs/a.md': 'unchanged',
    })
  })

  it('names documents from elsewhere by their whole path, given with their folder or alone', async () => {
    const path = write('Guides/vente/a.md', '# A\n\nun')
    const productFolder = join(folder, 'produit')
    assert.deepEqual(await outcomes({ paths: [join(folder, 'Guides')], productFolder }), { [path]: 'stored' })
    assert.deepEqual(await outcomes({ paths: [path], productFolder }), { [path]: 'unchanged' })
  })

  it('neither replaces nor prunes documents of another folder of the same name', async () => {
    const one = write('anne/documents/a.md', '# A\n\nun')
    const gone = write('anne/documents/b.md', '# B\n\nun')
    const other = write('zoe/documents/a.md', '# A\n\ndeux')
    const productFolder = join(folder, 'produit')
    await ingest({ paths: [join(folder, 'anne/documents')], productFolder })
    const report = await ingest({ paths: [join(folder, 'zoe/documents')], productFolder, prune: true })
    assert.deepEqual(
      report.documents.map(({ outcome }) => outcome),
      ['stored'],
    )
    assert.deepEqual(report.pruned, [])
    assert.deepEqual(await sources(), [`audrey ${one}`, `audrey ${gone}`, `audrey ${other}`])
  })

  describe('a zip archive', () => {
    const archive = (parts: readonly ZipPart[] = []) =>
      write(
        'docs/lot.zip',
        buildZip([
          { name: 'un/a.md', content: '# A\n\nun' },
          { name: 'b.docx', content: buildDocx(wordParagraph('Deux')) },
          { name: 'photo.exe', content: 'x' },
          { name: '__MACOSX/un/._a.md', content: 'x' },
          ...parts,
        ]),
      )

    it('is the documents in it, each by its own name, and an archive inside is refused alone', async () => {
      archive([{ name: 'c.zip', content: buildZip([{ name: 'd.md', content: 'd' }]) }])
      const { documents, ignored } = await ingest()
      assert.deepEqual(
        documents.map(({ source, outcome, title, refusal }) => [source, outcome, title, refusal?.english]),
        [
          ['docs/lot.zip/un/a.md', 'stored', 'A', undefined],
          ['docs/lot.zip/b.docx', 'stored', 'B', undefined],
          ['docs/lot.zip/c.zip', 'failed', null, 'archive inside an archive: unpack it first'],
        ],
      )
      assert.deepEqual(
        ignored.map(({ extension }) => extension),
        ['.exe'],
      )
      assert.deepEqual(await outcomes(), {
        'docs/lot.zip/un/a.md': 'unchanged',
        'docs/lot.zip/b.docx': 'unchanged',
        'docs/lot.zip/c.zip': 'failed',
      })
    })

    it('keeps its documents while it cannot be opened, and loses those that are gone from it', async () => {
      archive()
      await ingest()
      write('docs/lot.zip', 'abîmé')
      assert.deepEqual((await ingest({ prune: true })).pruned, [])
      write('docs/lot.zip', buildZip([{ name: 'b.docx', content: buildDocx(wordParagraph('Deux')) }]))
      assert.deepEqual(
        (await ingest({ prune: true })).pruned.map(({ source }) => source),
        ['docs/lot.zip/un/a.md'],
      )
    })

    it('is refused whole for a name that climbs out of it', async () => {
      archive([{ name: '../../dehors.md', content: '# Dehors' }])
      assert.deepEqual(await outcomes(), { 'docs/lot.zip': 'failed' })
    })
  })

  it('names documents that say the same, stored before or just read', async () => {
    const text = Array.from({ length: 200 }, (_, index) => `mot${index}`).join(' ')
    write('docs/a.md', `# A\n\n${text}`)
    await ingest()
    write('docs/b.txt', `A\n\n${text} fin`)
    const { documents } = await ingest()
    assert.deepEqual(
      documents.map(({ similar }) => similar.map(({ source }) => source)),
      [[], ['docs/a.md']],
    )
    const stored = (await listDocuments(database)).find(({ source }) => source === 'docs/b.txt')
    const read = await readDocument(database, { id: stored?.id ?? '' })
    assert.equal(read.kind === 'found' && (read.report as { noise: number }).noise, 0)
  })

  it('loads the others when one fails, and says why', async () => {
    write('docs/a.md', '')
    write('docs/b.pdf', 'rien')
    write('docs/c.md', '# C\n\nbon')
    const { documents } = await ingest()
    assert.deepEqual(
      documents.map(({ outcome, refusal }) => [outcome, refusal?.reason ?? null]),
      [
        ['failed', 'empty'],
        ['failed', 'corrupt'],
        ['stored', null],
      ],
    )
    assert.deepEqual(await sources(), ['audrey docs/c.md'])
  })

  it('does not blame the database for a reader that breaks down', async () => {
    write('docs/a.md', '# A\n\nun')
    const broken = {
      read: () => Promise.reject(new Error('process lost')),
      unpack: async () => [],
      list: async () => ({ pages: [], sitemaps: [] }),
      close: async () => {},
    }
    const { documents } = await ingest({ reader: broken })
    assert.deepEqual(documents[0]?.refusal, {
      reason: 'unreadable',
      message: 'erreur imprévue pendant la lecture (process lost)',
      english: 'unforeseen error while reading (process lost)',
    })
  })

  it('keeps what was stored when a new version cannot be read', async () => {
    write('docs/a.md', '# A\n\nbon')
    await ingest()
    write('docs/a.md', '')
    assert.deepEqual(await outcomes({ prune: true }), { 'docs/a.md': 'failed' })
    assert.deepEqual(await sources(), ['audrey docs/a.md'])
  })

  it('refuses a file over 20 MB and a type it does not read without opening them', async () => {
    const big = write('docs/a.txt', Buffer.alloc(20 * 1024 * 1024 + 1, 97))
    const sheet = write('docs/b.exe', 'x')
    const { documents } = await ingest({ paths: [big, sheet] })
    assert.deepEqual(
      documents.map(({ refusal }) => refusal?.reason),
      ['too_large', 'unsupported'],
    )
  })

  it('removes with --prune only this agent’s documents whose file is gone from the given folder', async () => {
    for (const name of ['docs/a.md', 'docs/b.md', 'docs2/c.md']) write(name, `# ${name}\n\ntexte`)
    await ingest({ paths: [join(folder, 'docs'), join(folder, 'docs2')] })
    await ingest({ agent: 'carole' })
    for (const name of ['docs/b.md', 'docs2/c.md']) rmSync(join(folder, name))
    const dry = await ingest({ prune: true, dryRun: true })
    assert.deepEqual(
      dry.pruned.map(({ source }) => source),
      ['docs/b.md'],
    )
    assert.equal((await sources()).length, 5)
    await ingest({ prune: true })
    assert.deepEqual(await sources(), [
      'audrey docs/a.md',
      'audrey docs2/c.md',
      'carole docs/a.md',
      'carole docs/b.md',
    ])
  })

  it('removes nothing because a folder is empty, as one that is not mounted would be', async () => {
    const path = write('docs/a.md', '# A\n\nun')
    await ingest()
    rmSync(path)
    const report = await ingest({ prune: true })
    assert.deepEqual(report.pruned, [])
    assert.equal(report.notices.length, 1)
  })

  it('removes nothing because a link leads nowhere, as one to a disk that is away would, and names it', async () => {
    write('disque/b.md', '# B\n\ndeux')
    write('disque/sous/c.md', '# C\n\ntrois')
    write('docs/a.md', '# A\n\nun')
    write('docs/d.md', '# D\n\nquatre')
    symlinkSync(join(folder, 'disque/sous'), join(folder, 'docs/nas'))
    symlinkSync(join(folder, 'disque/b.md'), join(folder, 'docs/b.md'))
    await ingest()
    renameSync(join(folder, 'disque'), join(folder, 'ailleurs'))
    rmSync(join(folder, 'docs/d.md'))
    const { pruned, notices } = await ingest({ prune: true })
    assert.deepEqual(
      pruned.map(({ source }) => source),
      ['docs/d.md'],
    )
    assert.deepEqual(
      notices,
      ['b.md', 'nas'].map(
        name =>
          `${join(folder, 'docs', name)} ne mène nulle part pour l’instant : rien n’en a été lu, ni retiré`,
      ),
    )
    for (let at = 0; at < 5; at++) symlinkSync(join(folder, 'rien'), join(folder, `docs/z${at}.md`))
    const more = await ingest()
    assert.deepEqual(more.notices.slice(5), ['et 2 de plus qui ne mènent nulle part'])
  })

  it('writes nothing in a dry run and says what it would do', async () => {
    write('docs/a.md', '# A\n\nun')
    assert.deepEqual(await outcomes({ dryRun: true }), { 'docs/a.md': 'stored' })
    assert.deepEqual(await sources(), [])
  })

  it('skips hidden files and node_modules, counts what it ignores, and survives links in circles', async () => {
    write('docs/a.md', '# A\n\nun')
    for (const name of ['docs/.b.md', 'docs/node_modules/c.md', 'docs/~$d.docx', 'docs/e.exe'])
      write(name, 'x')
    symlinkSync(join(folder, 'docs'), join(folder, 'docs/encore'))
    symlinkSync(join(folder, 'docs/a.md'), join(folder, 'docs/z.md'))
    symlinkSync(join(folder, 'nulle-part'), join(folder, 'docs/perdu.md'))
    const { documents, ignored } = await ingest()
    assert.deepEqual(
      documents.map(({ source }) => source),
      ['docs/a.md'],
    )
    assert.deepEqual(
      ignored.map(({ extension }) => extension),
      ['.exe'],
    )
  })

  it('refuses paths that are not there before it does anything', async () => {
    const good = write('docs/a.md', '# A\n\nun')
    await assert.rejects(ingest({ paths: [good, join(folder, 'rien')] }), IngestUsageError)
    await assert.rejects(ingest({ paths: [good], prune: true }), IngestUsageError)
    await assert.rejects(ingest({ paths: [folder], prune: true }), IngestUsageError)
    assert.deepEqual(await sources(), [])
  })

  it('stops between two files when asked, and prunes nothing then', async () => {
    write('docs/a.md', '# A\n\nun')
    await ingest()
    write('docs/b.md', '# B\n\nun')
    write('docs/c.md', '# C\n\nun')
    rmSync(join(folder, 'docs/a.md'))
    const stop = new AbortController()
    const report = await ingest({
      prune: true,
      signal: stop.signal,
      onProgress: ({ done }) => done === 1 && stop.abort(),
    })
    assert.equal(report.interrupted, true)
    assert.deepEqual(await sources(), ['audrey docs/a.md', 'audrey docs/b.md'])
  })
})
