import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { databaseStatus } from '../../operations/database-status.ts'
import { deleteDocument } from '../../operations/delete-document.ts'
import { listDocuments } from '../../operations/list-documents.ts'
import { putDocument } from '../../operations/put-document.ts'
import {
  type ContractDatabase,
  countKinds,
  createIds,
  toChunks,
  toDocument,
} from './database-under-contract.ts'

/** Documents are stored, replaced and removed whole. */
export function describeDocuments(given: () => ContractDatabase): void {
  const chunksOf = async (id: string) => {
    const rows = await given().admin.query(
      `select content, section, anchor, page::int, position::int, token_count::int, embedding is not null as embedded
       from document_chunks where document_id = '${id}' order by chunk_index`,
    )
    return rows
  }
  const listed = async (id: string) =>
    (await listDocuments(given().database)).find(document => document.id === id)

  describe('a document', () => {
    it('is stored with its chunks, and listed', async () => {
      const { database } = given()
      const document = toDocument({
        url: 'https://example.org/emails',
        tags: ['email', 'vente'],
        language: 'fr',
        pages: 3,
        report: { signature: 'a1b2' },
      })
      const chunks = toChunks('Bonjour 😀', 'Trois emails.').map((chunk, index) => ({
        ...chunk,
        section: 'Emails > Bienvenue',
        anchor: 'bienvenue',
        page: index + 1,
      }))
      const { kind, id, ...stored } = await putDocument(database, { document, chunks })
      assert.deepEqual({ kind, ...stored }, { kind: 'stored', chunks: 2 })
      const common = { section: 'Emails > Bienvenue', anchor: 'bienvenue', token_count: 20, embedded: false }
      assert.deepEqual(await chunksOf(id), [
        { content: 'Bonjour 😀', page: 1, position: 0, ...common },
        { content: 'Trois emails.', page: 2, position: 100, ...common },
      ])
      const { updatedAt, ...rest } = (await listed(id)) ?? { updatedAt: '' }
      assert.ok(!Number.isNaN(Date.parse(updatedAt)))
      assert.deepEqual(rest, {
        id,
        owner: 'audrey',
        source: document.source,
        url: 'https://example.org/emails',
        filename: 'emails.md',
        title: 'Séquences d’emails',
        fileType: 'md',
        contentHash: document.contentHash,
        tags: ['email', 'vente'],
        category: null,
        priority: 0,
        validFrom: null,
        validUntil: null,
        counts: true,
        pairs: 0,
        language: 'fr',
        pages: 3,
        signature: 'a1b2',
        chunks: 2,
        tokens: 40,
        goneSince: null,
      })
    })

    it('that has not changed is left alone', async () => {
      const { database } = given()
      const input = { document: toDocument({ tags: ['a'] }), chunks: toChunks('un') }
      const { id } = await putDocument(database, input)
      assert.deepEqual(await putDocument(database, input), { kind: 'unchanged', id, chunks: 1 })
    })

    it('whose content or description changed is replaced whole, under the same id', async () => {
      const { database } = given()
      const document = toDocument()
      const { id } = await putDocument(database, { document, chunks: toChunks('un', 'deux', 'trois') })
      const changed = { ...document, contentHash: 'another' }
      assert.deepEqual(await putDocument(database, { document: changed, chunks: toChunks('quatre') }), {
        kind: 'replaced',
        id,
        chunks: 1,
      })
      assert.deepEqual(
        (await chunksOf(id)).map(({ content }) => content),
        ['quatre'],
      )
      const retagged = { ...changed, tags: ['new'] }
      assert.equal(
        (await putDocument(database, { document: retagged, chunks: toChunks('quatre') })).kind,
        'replaced',
      )
      assert.deepEqual((await listed(id))?.tags, ['new'])
    })

    it('of the same source is another one for another owner', async () => {
      const { database } = given()
      const document = toDocument({ owner: 'audrey' })
      const first = await putDocument(database, { document, chunks: toChunks('un') })
      const second = await putDocument(database, {
        document: { ...document, owner: 'shared' },
        chunks: toChunks('un'),
      })
      assert.equal(second.kind, 'stored')
      assert.notEqual(second.id, first.id)
    })

    it('may belong to a specialist nobody knew before', async () => {
      const { database } = given()
      const owner = `persona-${createIds().userId}`
      const { id } = await putDocument(database, { document: toDocument({ owner }), chunks: toChunks('un') })
      assert.deepEqual(
        (await listDocuments(database, { owner })).map(document => document.id),
        [id],
      )
    })

    it('that cannot be stored leaves the version before it as it was', async () => {
      const { database } = given()
      const document = toDocument()
      const { id } = await putDocument(database, { document, chunks: toChunks('un', 'deux') })
      const broken = toChunks('trois').map(chunk => ({ ...chunk, embedding: [1, 2, 3] }))
      const input = { document: { ...document, contentHash: 'broken' }, chunks: broken }
      await assert.rejects(putDocument(database, input))
      assert.deepEqual(
        (await chunksOf(id)).map(({ content }) => content),
        ['un', 'deux'],
      )
      assert.equal((await listed(id))?.contentHash, document.contentHash)
    })

    it('put by 10 callers at once is there once', async () => {
      const { database } = given()
      const document = toDocument()
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, () => putDocument(database, { document, chunks: toChunks('un', 'deux') })),
      )
      assert.deepEqual(countKinds(outcomes), { stored: 1, unchanged: 9 })
      assert.equal((await chunksOf(outcomes[0]?.id ?? '')).length, 2)
    })

    it('may have hundreds of chunks, with vectors', async () => {
      const { database } = given()
      const embedding = Array.from({ length: 1536 }, (_, index) => Math.sin(index))
      const contents = Array.from({ length: 200 }, (_, index) => `Passage numéro ${index} sur les emails.`)
      const chunks = toChunks(...contents).map(chunk => ({ ...chunk, embedding }))
      const before = await databaseStatus(database)
      const { id } = await putDocument(database, { document: toDocument(), chunks })
      assert.ok((await chunksOf(id)).every(({ embedded }) => embedded === true))
      const after = await databaseStatus(database)
      assert.equal(after.chunks - before.chunks, 200)
      assert.equal(after.embedded - before.embedded, 200)
      assert.equal(after.documents - before.documents, 1)
    })

    it('that is removed is gone with its chunks; one that is not there is no error', async () => {
      const { database } = given()
      const { id } = await putDocument(database, { document: toDocument(), chunks: toChunks('un') })
      assert.deepEqual(await deleteDocument(database, { id }), { deleted: true })
      assert.deepEqual(await chunksOf(id), [])
      assert.equal(await listed(id), undefined)
      assert.deepEqual(await deleteDocument(database, { id }), { deleted: false })
      assert.deepEqual(await deleteDocument(database, { id: 'not-a-uuid' }), { deleted: false })
    })
  })
}
