import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { deleteDocument } from '../../operations/delete-document.ts'
import { putDocument } from '../../operations/put-document.ts'
import { searchKnowledge } from '../../operations/search-knowledge.ts'
import { type ContractDatabase, toChunks, toDocument } from './database-under-contract.ts'

/** A unit vector along one of a few axes, to stand for a meaning. */
const meaning = (axis: number) => Array.from({ length: 1536 }, (_, at) => (at === axis ? 1 : 0))

/** What the counters say beside what counting the chunks gives: no rows when they agree. */
const wrongCounters = `
  with counted as (
    select term, count(*)::int as chunks from lexical_chunks
    cross join lateral (
      select 0 as term union all select term from lexical_indices(words) union all select term from lexical_indices(grams)
    ) as terms
    group by term
  ), spelled as (
    select word, count(*)::int as chunks from lexical_chunks cross join lateral unnest(vocabulary) as word group by word
  )
  select 'term ' || coalesce(c.term, t.term) as wrong from counted c full join lexical_terms t using (term)
  where coalesce(c.chunks, 0) <> coalesce(t.chunks, 0)
  union all
  select 'word ' || coalesce(s.word, w.word) from spelled s full join lexical_words w on w.word = s.word collate "C"
  where s.chunks is distinct from w.chunks`

const word = fc.constantFrom('chocolat', 'beurre', 'farine', 'pommes', 'tarte', 'crèmes', 'four', 'le', 'de')
const sentence = fc.array(word, { minLength: 1, maxLength: 8 }).map(words => words.join(' '))
const axis = fc.option(fc.nat(2), { nil: null })
const document = fc.record({
  owner: fc.nat(3),
  chunks: fc.array(fc.record({ content: sentence, axis }), { minLength: 1, maxLength: 3 }),
})

/** Search: invariant 4 attacked, what is stored is what is found, and counters that concurrency does not bend. */
export function describeSearch(given: () => ContractDatabase): void {
  const search = (query: string, agents: string[], embedding?: number[]) =>
    searchKnowledge(given().database, { query, agents, limit: 20, embedding })
  /** Agents that no other test has documents of. */
  const createAgents = () => [0, 1, 2].map(place => `agent-${place}-${randomUUID()}`)

  describe('a search', () => {
    it('finds only what is the asking agents’ own or shared, with an embedding and without', async () => {
      const asking = fc.uniqueArray(fc.nat(2), { maxLength: 3 })
      await fc.assert(
        fc.asyncProperty(
          fc.array(document, { maxLength: 6 }),
          sentence,
          asking,
          axis,
          async (documents, query, places, at) => {
            const agents = createAgents()
            const stored = []
            for (const { owner, chunks } of documents) {
              const embedded = toChunks(...chunks.map(({ content }) => content)).map((chunk, index) => {
                const direction = chunks[index]?.axis ?? null
                return { ...chunk, embedding: direction === null ? null : meaning(direction) }
              })
              const input = toDocument({ owner: agents[owner] ?? 'shared' })
              stored.push((await putDocument(given().database, { document: input, chunks: embedded })).id)
            }
            const asked = places.map(place => agents[place] ?? '')
            const found = await search(query, asked, at === null ? undefined : meaning(at))
            const allowed = asked.length > 0 ? [...asked, 'shared'] : []
            for (const { owner, lexical, dense, score } of found) {
              assert.ok(allowed.includes(owner), `${owner} was found for ${asked}`)
              assert.ok(lexical >= 0 && lexical <= 1, `lexical ${lexical}`)
              assert.ok(Number.isFinite(score) && score >= 0, `score ${score}`)
              assert.ok(dense === null || (dense >= -1 && dense <= 1.000001), `dense ${dense}`)
            }
            assert.deepEqual(
              found.map(({ score }) => score),
              found.map(({ score }) => score).sort((a, b) => b - a),
            )
            assert.equal(new Set(found.map(({ chunkId }) => chunkId)).size, found.length)
            for (const id of stored) await deleteDocument(given().database, { id })
          },
        ),
        { numRuns: 20 },
      )
    })

    it('finds a document’s new version, and neither its old one nor a deleted one', async () => {
      const [owner = ''] = createAgents()
      const input = toDocument({ owner, title: 'Recette' })
      const put = (content: string) => {
        const versioned = { ...input, contentHash: randomUUID() }
        return putDocument(given().database, { document: versioned, chunks: toChunks(content) })
      }
      const contents = async (query: string) => (await search(query, [owner])).map(({ content }) => content)
      await put('Le kouglof lève une nuit.')
      assert.deepEqual(await contents('kouglof'), ['Le kouglof lève une nuit.'])
      const { id } = await put('La brioche cuit vingt minutes.')
      assert.deepEqual(await contents('kouglof'), [])
      assert.deepEqual(await contents('brioche'), ['La brioche cuit vingt minutes.'])
      await deleteDocument(given().database, { id })
      assert.deepEqual(await contents('brioche'), [])
    })

    it('counts right after 40 documents are stored at once, and half of them replaced or deleted at once', async () => {
      const [owner = ''] = createAgents()
      const inputs = Array.from({ length: 40 }, (_, at) => ({
        document: toDocument({ owner, title: `Recette ${at}` }),
        chunks: toChunks(`Pétrir la pâte ${at} minutes.`, `Cuire ${at * 2} minutes à four doux.`),
      }))
      const stored = await Promise.all(inputs.map(input => putDocument(given().database, input)))
      assert.deepEqual(await given().admin.query(wrongCounters), [])
      await Promise.all(
        inputs.map(({ document, chunks }, at) => {
          if (at % 4 === 0) return deleteDocument(given().database, { id: stored[at]?.id ?? '' })
          const replaced = { ...document, contentHash: at % 4 === 1 ? randomUUID() : document.contentHash }
          return putDocument(given().database, { document: replaced, chunks: chunks.slice(1) })
        }),
      )
      assert.deepEqual(await given().admin.query(wrongCounters), [])
      assert.equal((await search('cuire au four', [owner])).length, 20)
    })
  })
}
