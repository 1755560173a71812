import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { deleteDocument } from '../../operations/delete-document.ts'
import { deletePair } from '../../operations/delete-pair.ts'
import { listPairs } from '../../operations/list-pairs.ts'
import { type ChunkInput, putDocument } from '../../operations/put-document.ts'
import { searchByModel } from '../../operations/search-knowledge.ts'
import { type ContractDatabase, countRows, toChunks, toDocument } from './database-under-contract.ts'

/** Chunks that are pairs: each answer with its questions. */
function toPairs(...pairs: [string, ...string[]][]): ChunkInput[] {
  return toChunks(...pairs.map(([answer]) => answer)).map((chunk, index) => {
    const questions = pairs[index]?.slice(1) ?? []
    return { ...chunk, section: questions[0] ?? null, questions }
  })
}

const word = fc.constantFrom('prix', 'offre', 'délai', 'livraison', 'payer', 'le', 'combien')
const sentence = fc.array(word, { minLength: 1, maxLength: 5 }).map(words => words.join(' '))

/** Question–answer pairs: stored with their document, found by what is asked, never another specialist's. */
export function describePairs(given: () => ContractDatabase): void {
  const find = (query: string, agents: string[]) =>
    searchByModel(given().database, { query, agents, limit: 20 })
  const createAgent = () => `agent-${randomUUID()}`
  const put = (owner: string, chunks: ChunkInput[], document: Parameters<typeof toDocument>[0] = {}) =>
    putDocument(given().database, { document: toDocument({ owner, ...document }), chunks })

  describe('a pair', () => {
    it('is listed with the ways to ask for it, in order, and its answer word for word', async () => {
      const owner = createAgent()
      const answer = '**30 €** par mois, sans engagement.\n\nDétails : https://exemple.fr/offre'
      const { id } = await put(owner, toPairs([answer, 'Combien coûte l’offre ?', 'Quel est le prix ?']), {
        source: 'knowledge/questions.csv',
        filename: 'questions.csv',
        title: 'Questions',
      })
      const [pair, ...others] = await listPairs(given().database, { owner })
      assert.deepEqual(others, [])
      const { id: pairId, ...rest } = pair ?? { id: '' }
      assert.match(pairId, /^[0-9a-f-]{36}$/)
      assert.deepEqual(rest, {
        owner,
        documentId: id,
        source: 'knowledge/questions.csv',
        filename: 'questions.csv',
        title: 'Questions',
        questions: ['Combien coûte l’offre ?', 'Quel est le prix ?'],
        answer,
        validFrom: null,
        validUntil: null,
        counts: true,
      })
    })

    it('is found by any of its questions, without accents and with typing errors, the likest first', async () => {
      const owner = createAgent()
      await put(
        owner,
        toPairs(['30 €', 'Combien coûte l’offre ?', 'Quel est le prix ?'], ['Oui.', 'Puis-je annuler ?']),
      )
      for (const query of ['combien coute lofre', 'QUEL EST LE PRIX', 'kel è le prix ?']) {
        const [first] = (await find(query, [owner])).pairs
        assert.equal(first?.answer, '30 €', query)
      }
      const [exact] = (await find('Puis-je annuler ?', [owner])).pairs
      assert.ok(Math.abs((exact?.likeness ?? 0) - 1) < 1e-6)
      assert.deepEqual(exact?.questions, ['Puis-je annuler ?'])
    })

    it('is a passage as well, whose other questions find it', async () => {
      const owner = createAgent()
      await put(owner, toPairs(['Sous trois jours.', 'Quel est le délai ?', 'Quand reçoit-on le colis ?']))
      const [passage] = (await find('colis', [owner])).passages
      assert.equal(passage?.content, 'Sous trois jours.')
    })

    it('that is removed is gone from lists and searches, with what search counts of it', async () => {
      const owner = createAgent()
      const { id } = await put(owner, toPairs(['a', 'Une question ?'], ['b', 'Une autre ?']))
      const [first] = await listPairs(given().database, { owner })
      assert.deepEqual(await deletePair(given().database, { id: first?.id ?? '' }), { deleted: true })
      assert.deepEqual(await deletePair(given().database, { id: first?.id ?? '' }), { deleted: false })
      assert.deepEqual(await deletePair(given().database, { id: 'no uuid' }), { deleted: false })
      assert.deepEqual(
        (await listPairs(given().database, { owner })).map(({ answer }) => answer),
        ['b'],
      )
      assert.equal(await countRows(given(), `lexical_chunks where document_id = '${id}'`), 1)
      assert.deepEqual(
        (await find('Une question ?', [owner])).pairs.map(({ answer }) => answer),
        ['b'],
      )
    })

    it('that is a plain chunk’s is none', async () => {
      const owner = createAgent()
      const { id } = await put(owner, toPairs(['a', 'Une question ?']))
      await putDocument(given().database, { document: toDocument({ owner }), chunks: toChunks('b') })
      const [chunk] = await given().admin.query(
        `select id::text from document_chunks where document_id <> '${id}' and search_owner = '${owner}'`,
      )
      assert.deepEqual(await deletePair(given().database, { id: String(chunk?.id) }), { deleted: false })
    })

    it('is replaced with its document, and goes with it', async () => {
      const owner = createAgent()
      const source = `/${randomUUID()}`
      await put(owner, toPairs(['a', 'Une question ?']), { source })
      const { id } = await put(owner, toPairs(['b', 'Une question ?'], ['c', 'Deux ?']), { source })
      assert.deepEqual(
        (await listPairs(given().database, { owner })).map(({ answer }) => answer),
        ['b', 'c'],
      )
      await deleteDocument(given().database, { id })
      assert.deepEqual(await listPairs(given().database, { owner }), [])
      assert.equal(await countRows(given(), `pair_questions where owner = '${owner}'`), 0)
    })

    it('follows its document to another specialist', async () => {
      const [owner, other] = [createAgent(), createAgent()]
      const { id } = await put(owner, toPairs(['a', 'Une question ?']))
      await given().admin.query(`update documents set agent_owner = '${other}' where id = '${id}'`)
      assert.deepEqual((await find('Une question ?', [owner])).pairs, [])
      assert.equal((await find('Une question ?', [other])).pairs[0]?.owner, other)
    })

    it('is never another specialist’s, whatever is asked', async () => {
      const documents = fc.array(
        fc.record({ owner: fc.nat(3), questions: fc.array(sentence, { minLength: 1, maxLength: 3 }) }),
        { minLength: 1, maxLength: 5 },
      )
      await fc.assert(
        fc.asyncProperty(
          documents,
          sentence,
          fc.uniqueArray(fc.nat(2), { maxLength: 3 }),
          async (some, query, asking) => {
            const agents = [createAgent(), createAgent(), createAgent()]
            const ids: string[] = []
            for (const { owner, questions } of some)
              ids.push((await put(agents[owner] ?? 'shared', toPairs(['réponse', ...questions]))).id)
            const asked = asking.map(place => agents[place] ?? '')
            const { pairs } = await find(query, asked)
            const allowed = asked.length > 0 ? [...asked, 'shared'] : []
            for (const { owner, likeness } of pairs) {
              assert.ok(allowed.includes(owner), `${owner} was found for ${asked}`)
              assert.ok(likeness > 0 && likeness < 1.000001, `likeness ${likeness}`)
            }
            assert.equal(new Set(pairs.map(({ pairId }) => pairId)).size, pairs.length)
            const likenesses = pairs.map(({ likeness }) => likeness)
            assert.deepEqual(
              likenesses,
              likenesses.toSorted((a, b) => b - a),
            )
            for (const id of ids) await deleteDocument(given().database, { id })
          },
        ),
        { numRuns: 15 },
      )
    })
  })
}
