import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { listDocuments } from '../../operations/list-documents.ts'
import { listPairs } from '../../operations/list-pairs.ts'
import { putDocument } from '../../operations/put-document.ts'
import { searchByModel } from '../../operations/search-knowledge.ts'
import { setDocument } from '../../operations/set-document.ts'
import { type ContractDatabase, daySeconds, toChunks, toDocument } from './database-under-contract.ts'

/** A day, counted from today, UTC. */
const day = (from: number) => new Date(Date.now() + from * daySeconds * 1000).toISOString().slice(0, 10)

/** A document answers on its days only, and what an operator set of it stands. */
export function describeValidity(given: () => ContractDatabase): void {
  const createAgent = () => `agent-${randomUUID()}`
  const find = (query: string, agents: string[], embedding?: number[]) =>
    searchByModel(given().database, { query, agents, limit: 20, embedding })
  const listed = async (owner: string) => (await listDocuments(given().database, { owner }))[0]
  const axis = Array.from({ length: 1536 }, (_, at) => (at === 0 ? 1 : 0))

  describe('a document with days', () => {
    it('counts on the first and the last of them, and on those between', async () => {
      const [row] = await given().admin.query(`select
        counts_on(date '2026-03-02', date '2026-03-04', date '2026-03-01') as before,
        counts_on(date '2026-03-02', date '2026-03-04', date '2026-03-02') as first,
        counts_on(date '2026-03-02', date '2026-03-04', date '2026-03-04') as last,
        counts_on(date '2026-03-02', date '2026-03-04', date '2026-03-05') as after,
        counts_on(null, date '2026-03-04', date '1999-01-01') as open_before,
        counts_on(date '2026-03-02', null, date '2999-01-01') as open_after`)
      assert.deepEqual(row, {
        before: false,
        first: true,
        last: true,
        after: false,
        open_before: true,
        open_after: true,
      })
    })

    for (const [name, validFrom, validUntil, counts] of [
      ['is over', null, day(-2), false],
      ['has not begun', day(2), null, false],
      ['is now', day(-2), day(2), true],
    ] as const) {
      it(`that ${name} is ${counts ? '' : 'not '}found, by words, by meaning or as a pair`, async () => {
        const owner = createAgent()
        const chunks = toChunks('La remise est de dix pour cent.').map(chunk => ({
          ...chunk,
          embedding: axis,
          questions: ['Quelle remise ?'],
        }))
        const document = toDocument({ owner, validFrom, validUntil })
        await putDocument(given().database, { document, chunks })
        for (const embedding of [undefined, axis]) {
          const { passages, pairs } = await find('quelle remise', [owner], embedding)
          assert.deepEqual([passages.length, pairs.length], counts ? [1, 1] : [0, 0])
        }
        const stored = await listed(owner)
        assert.deepEqual(
          [stored?.validFrom, stored?.validUntil, stored?.counts],
          [validFrom, validUntil, counts],
        )
        assert.equal((await listPairs(given().database, { owner }))[0]?.counts, counts)
      })
    }

    it('that is over takes no place of one that counts, however many of its passages say it', async () => {
      const owner = createAgent()
      const many = toChunks(...Array.from({ length: 170 }, (_, at) => `La remise de Noël, article ${at}.`))
      const embedded = many.map(chunk => ({ ...chunk, embedding: axis }))
      const over = toDocument({ owner, validUntil: day(-2) })
      await putDocument(given().database, { document: over, chunks: embedded })
      const valid = toChunks('Une remise.').map(chunk => ({ ...chunk, embedding: axis.toReversed() }))
      await putDocument(given().database, { document: toDocument({ owner }), chunks: valid })
      for (const embedding of [undefined, axis]) {
        const { passages } = await find('remise de Noël', [owner], embedding)
        assert.deepEqual(
          passages.map(({ content }) => content),
          ['Une remise.'],
        )
      }
    })

    it('that is over takes no place either where its passages are more than a thousand', async () => {
      const owner = createAgent()
      const many = toChunks(...Array.from({ length: 1100 }, () => 'Les soldes d’hiver, une remise.'))
      await putDocument(given().database, {
        document: toDocument({ owner, validUntil: day(-2) }),
        chunks: many,
      })
      const valid = 'Cette année, les soldes d’hiver durent quatre semaines, boutique fermée le dimanche.'
      await putDocument(given().database, { document: toDocument({ owner }), chunks: toChunks(valid) })
      const { passages } = await find('quand commencent les soldes d’hiver ?', [owner])
      assert.deepEqual(
        // Others' shared documents are found too.
        passages.filter(passage => passage.owner === owner).map(({ content }) => content),
        [valid],
      )
    })
  })

  describe('what an operator set of a document', () => {
    it('stands over what its file says, also when that is read again', async () => {
      const owner = createAgent()
      const document = toDocument({ owner, priority: 1, tags: ['file'], validUntil: day(9) })
      const { id } = await putDocument(given().database, { document, chunks: toChunks('un') })
      const values = { priority: 4, tags: ['hand'], category: 'offre', validUntil: null }
      assert.deepEqual(await setDocument(given().database, { id, values }), { kind: 'set' })
      const expected = { priority: 4, tags: ['hand'], category: 'offre', validUntil: null }
      const read = async () => {
        const { priority, tags, category, validUntil } = (await listed(owner)) ?? {}
        return { priority, tags, category, validUntil }
      }
      assert.deepEqual(await read(), expected)
      const same = await putDocument(given().database, { document, chunks: toChunks('un') })
      assert.equal(same.kind, 'unchanged')
      await putDocument(given().database, {
        document: { ...document, contentHash: 'b' },
        chunks: toChunks('2'),
      })
      assert.deepEqual(await read(), expected)
    })

    it('that is forgotten is the file’s word again, from its next reading on', async () => {
      const owner = createAgent()
      const document = toDocument({ owner, priority: 1, tags: ['file'] })
      const { id } = await putDocument(given().database, { document, chunks: toChunks('un') })
      await setDocument(given().database, { id, values: { priority: 4, tags: ['hand'] } })
      await setDocument(given().database, { id, values: {}, forgotten: ['priority'] })
      const { contentHash, priority, tags } = (await listed(owner)) ?? {}
      assert.deepEqual({ contentHash, priority, tags }, { contentHash: null, priority: 0, tags: ['hand'] })
      const again = await putDocument(given().database, { document, chunks: toChunks('un') })
      assert.equal(again.kind, 'replaced')
      assert.deepEqual([(await listed(owner))?.priority, (await listed(owner))?.tags], [1, ['hand']])
    })

    it('of tags is found at once', async () => {
      const owner = createAgent()
      const { id } = await putDocument(given().database, {
        document: toDocument({ owner }),
        chunks: toChunks('un'),
      })
      assert.deepEqual((await find('zanzibar', [owner])).passages, [])
      await setDocument(given().database, { id, values: { tags: ['Zanzibar'] } })
      assert.equal((await find('zanzibar', [owner])).passages.length, 1)
      await setDocument(given().database, { id, values: {}, forgotten: ['tags'] })
      assert.deepEqual((await find('zanzibar', [owner])).passages, [])
    })

    it('that does not exist is said', async () => {
      for (const id of [randomUUID(), 'no uuid']) {
        assert.deepEqual(await setDocument(given().database, { id, values: {} }), { kind: 'not_found' })
      }
    })
  })
}
