// How search finds its candidates when there are too many chunks to weigh them all, beside weighing them all.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createRandom } from '../testing/create-random.ts'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { searchKnowledge } from './search-knowledge.ts'

const database = await openTestDatabase()
after(() => database.close())

const random = createRandom(7)
const below = (limit: number) => Math.floor(random() * limit)
/** A word by its rank, all letters: `mbaaa` and so on, rarer the higher. */
const toWord = (rank: number) =>
  `m${rank
    .toString(26)
    .padStart(5, '0')
    .replaceAll(/[0-9]/g, digit => 'bcdfghjklm'[Number(digit)] ?? '')}`
const words = Array.from({ length: 3000 }, (_, rank) => toWord(rank))
const drawWord = () => words[Math.floor(3000 * random() ** 3)] ?? ''
const perOwner = { audrey: 1300, carole: 120, shared: 40 }

/** Chunks with words by Zipf's law and embeddings in clusters, written as an operator's SQL would. */
before(async () => {
  const centres = Array.from({ length: 12 }, () => Array.from({ length: 1536 }, () => random() - 0.5))
  for (const [owner, count] of Object.entries(perOwner)) {
    await database.query(
      `insert into documents (filename, agent_owner, source, language) values ('${owner}', '${owner}', '${owner}', 'fr')`,
    )
    for (let done = 0; done < count; done += 250) {
      const rows = Array.from({ length: Math.min(250, count - done) }, (_, at) => {
        const centre = centres[below(12)] ?? []
        const embedding = centre.map(value => (value + 0.9 * (random() - 0.5)).toFixed(3))
        const content = Array.from({ length: 25 }, drawWord).join(' ')
        return `((select id from documents where source = '${owner}'), ${done + at}, '${content}', ${done + at < 500 ? `'[${embedding}]'` : 'null'})`
      })
      await database.query(
        `insert into document_chunks (document_id, chunk_index, content, embedding) values ${rows}`,
      )
    }
  }
  // Each call is a second at most: a busy machine needs several.
  while (((await database.call('reindex_chunks', { p_limit: 10 })) as { remaining: number }).remaining > 0);
})

const ids = (rows: Record<string, unknown>[]) => rows.map(row => String(row.id))

test('of 1,300 chunks, the best by words are those that weighing them all finds', async () => {
  let [found, wanted] = [0, 0]
  for (let asked = 0; asked < 30; asked++) {
    const query = Array.from({ length: 2 + below(5) }, drawWord).join(' ')
    const exact = await database.query(`
      select chunk_id as id, -(l.words <#> q.words) as score
      from lexical_query('${query}', array['french_stem']::regdictionary[]) as q cross join lexical_chunks l
      where l.owner = 'audrey' and -(l.words <#> q.words) > 0
      order by score desc, chunk_id limit 20`)
    const ours = await database.query(`
      select w.chunk_id as id
      from lexical_query('${query}', array['french_stem']::regdictionary[]) as q
      cross join search_words('audrey', q.words, q.terms, q.counts, q.akin, 60) as w
      order by w.score desc, w.chunk_id limit 20`)
    const there = new Set(ids(ours))
    wanted += exact.length
    found += ids(exact).filter(id => there.has(id)).length
  }
  assert.ok(wanted > 200)
  assert.ok(found / wanted >= 0.98, `found ${found} of ${wanted}`)
})

for (const walks of [false, true]) {
  test(`the nearest by ${walks ? 'the graph of bits' : 'bits'} are those that comparing all embeddings finds`, async () => {
    // A corpus so large that the graph would be walked, and then what there is.
    if (walks) await database.query(`insert into lexical_owners values ('elsewhere', -1100)`)
    let [found, wanted] = [0, 0]
    const samples = await database.query(
      `select embedding::text from document_chunks where search_owner = 'audrey' and embedding is not null order by chunk_index limit 12`,
    )
    for (const { embedding } of samples) {
      const near = (JSON.parse(String(embedding)) as number[]).map(value => value + 0.5 * (random() - 0.5))
      const exact = await database.query(
        `select id from document_chunks where search_owner = 'audrey' and embedding is not null order by (embedding <=> '[${near}]') + 0 limit 20`,
      )
      const ours = await database.query(
        `select chunk_id as id from search_embeddings('[${near}]', array['audrey'], 50) order by distance limit 20`,
      )
      const there = new Set(ids(ours))
      wanted += exact.length
      found += ids(exact).filter(id => there.has(id)).length
    }
    if (walks) await database.query(`delete from lexical_owners where owner = 'elsewhere'`)
    assert.equal(wanted, 240)
    assert.ok(found / wanted >= 0.95, `found ${found} of ${wanted}`)
  })
}

test('a word that nobody wrote finds, among 1,300 chunks, those with a word that begins or ends like it', async () => {
  for (const query of [`${words[40]}zzzz`, `zzzz${words[41]}`]) {
    const known = words[query.startsWith('zzzz') ? 41 : 40] ?? ''
    const [best] = await searchKnowledge(database, { query, agents: ['audrey'], limit: 5 })
    assert.ok(best?.content.includes(known), query)
  }
})

test('no candidate is another owner’s, whatever became of the columns that search goes by', async () => {
  const embedding = Array.from({ length: 1536 }, () => random() - 0.5)
  for (let asked = 0; asked < 10; asked++) {
    const query = Array.from({ length: 4 }, drawWord).join(' ')
    const passages = await searchKnowledge(database, { query, agents: ['carole'], embedding, limit: 200 })
    assert.ok(passages.length > 50)
    assert.ok(passages.every(passage => ['carole', 'shared'].includes(passage.owner)))
  }
  // As no statement of ours leaves them: past the triggers.
  await database.query(`set session_replication_role = replica`)
  await database.query(`update document_chunks set search_owner = 'carole' where search_owner = 'audrey'`)
  await database.query(`update lexical_chunks set owner = 'carole' where owner = 'audrey'`)
  await database.query(`set session_replication_role = origin`)
  const passages = await searchKnowledge(database, {
    query: words[0] ?? '',
    agents: ['carole'],
    embedding,
    limit: 200,
  })
  assert.ok(passages.every(passage => ['carole', 'shared'].includes(passage.owner)))
})
