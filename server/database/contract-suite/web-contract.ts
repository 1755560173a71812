import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { listDocuments } from '../../operations/list-documents.ts'
import { listWebDocuments } from '../../operations/list-web-documents.ts'
import { putDocument } from '../../operations/put-document.ts'
import { saveWebStates } from '../../operations/save-web-states.ts'
import { searchKnowledge } from '../../operations/search-knowledge.ts'
import { type ContractDatabase, toChunks, toDocument } from './database-under-contract.ts'

/** Pages of the web: what a passage leads to, and what is written down of a visit. */
export function describeWebDocuments(given: () => ContractDatabase): void {
  const findAddresses = async (owner: string) => {
    const passages = await searchKnowledge(given().database, {
      query: 'livraison',
      agents: [owner],
      limit: 20,
    })
    return passages.map(({ url }) => url)
  }
  const putPage = async (url: string | null, source: string, anchor: string | null) => {
    const owner = `web-${randomUUID()}`
    const chunks = toChunks('La livraison prend deux jours.').map(chunk => ({ ...chunk, anchor }))
    await putDocument(given().database, { document: toDocument({ owner, url, source }), chunks })
    return owner
  }

  describe('a passage of a page', () => {
    it('leads to its section, where the page has a name for it', async () => {
      const page = `https://exemple.fr/${randomUUID()}`
      assert.deepEqual(await findAddresses(await putPage(page, '/a.md', 'délai%20')), [`${page}#délai%20`])
      assert.deepEqual(await findAddresses(await putPage(null, page, 'prix')), [`${page}#prix`])
      assert.deepEqual(await findAddresses(await putPage(page, '/a.md', null)), [page])
      assert.deepEqual(await findAddresses(await putPage(null, '/a.md', 'prix')), [null])
    })

    it('leads to the page where the name is none, or the address has one already', async () => {
      const page = `https://exemple.fr/${randomUUID()}`
      assert.deepEqual(await findAddresses(await putPage(page, '/a.md', 'a b')), [page])
      assert.deepEqual(await findAddresses(await putPage(page, '/a.md', 'a#b')), [page])
      assert.deepEqual(await findAddresses(await putPage(`${page}#haut`, '/a.md', 'prix')), [`${page}#haut`])
    })
  })

  describe('what is known of a page', () => {
    const find = async (id: string) =>
      (await listWebDocuments(given().database)).find(document => document.id === id)

    it('is kept with it, also when only that changed, and listed', async () => {
      const { database } = given()
      const source = `https://exemple.fr/${randomUUID()}`
      const document = toDocument({ source, web: { etag: 'un' } })
      const { id } = await putDocument(database, { document, chunks: toChunks('Un.', 'Deux.') })
      const { owner, title, contentHash } = document
      const listed = { id, owner, source, title, contentHash, pages: null, chunks: 2 }
      assert.deepEqual(await find(id), { ...listed, web: { etag: 'un' } })
      const again = { document: { ...document, web: { etag: 'deux' } }, chunks: toChunks('Un.', 'Deux.') }
      assert.equal((await putDocument(database, again)).kind, 'unchanged')
      assert.deepEqual(await find(id), { ...listed, web: { etag: 'deux' } })
    })

    it('is written without touching the page, and a page that is gone is listed as such', async () => {
      const { database } = given()
      const document = toDocument({ source: `https://exemple.fr/${randomUUID()}`, web: { etag: 'un' } })
      const { id } = await putDocument(database, { document, chunks: toChunks('Un.') })
      const list = async () => (await listDocuments(database)).find(listed => listed.id === id)
      const before = await list()
      const web = { etag: null, gone_since: '2026-11-23T05:00:00.000Z' }
      assert.deepEqual(
        await saveWebStates(database, [
          { id, web },
          { id: randomUUID(), web },
        ]),
        { saved: 1 },
      )
      assert.deepEqual(await list(), { ...before, goneSince: web.gone_since })
      assert.deepEqual((await find(id))?.web, web)
    })

    it('is nothing for a file, and nobody makes a page of one', async () => {
      const { database } = given()
      const { id } = await putDocument(database, { document: toDocument(), chunks: toChunks('Un.') })
      assert.deepEqual(await saveWebStates(database, [{ id, web: {} }]), { saved: 0 })
      assert.equal(await find(id), undefined)
    })
  })
}
