import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { deleteDocument } from './delete-document.ts'
import { putDocument } from './put-document.ts'
import { reindexChunks } from './reindex-chunks.ts'
import { searchKnowledge } from './search-knowledge.ts'

const database = await openTestDatabase()
after(() => database.close())

interface Sample {
  owner?: string
  source?: string
  url?: string
  title?: string
  language?: string
  priority?: number
  chunks: string[]
  embeddings?: number[][]
}

let version = 0

function put({
  owner = 'audrey',
  source = 'a.md',
  url,
  title = 'Document',
  language = 'fr',
  priority = 0,
  chunks,
  embeddings,
}: Sample) {
  const filename = source.split('/').at(-1) ?? source
  const contentHash = `version ${version++}`
  return putDocument(database, {
    document: { owner, source, url, filename, fileType: 'markdown', title, language, priority, contentHash },
    chunks: chunks.map((content, index) => ({
      index,
      content,
      section: null,
      page: null,
      position: 0,
      tokenCount: 1,
      embedding: embeddings?.[index] ?? null,
    })),
  })
}

async function fill(...samples: Sample[]): Promise<void> {
  await database.query('delete from documents')
  for (const sample of samples) await put(sample)
}

function search(query: string, agents = ['audrey'], limit = 10, embedding?: number[]) {
  return searchKnowledge(database, { query, agents, limit, embedding })
}

async function sources(query: string, agents?: string[], limit?: number, embedding?: number[]) {
  return (await search(query, agents, limit, embedding)).map(passage => passage.filename)
}

/** A unit vector near the axis `axis`, to stand for a meaning. */
function meaning(axis: number, lean = 0): number[] {
  return Array.from({ length: 1536 }, (_, at) => (at === axis ? 1 : at === axis + 1 ? lean : 0))
}

const kitchen: Sample[] = [
  {
    source: 'pains.md',
    title: 'Les pains',
    chunks: ['Pétrir la pâte dix minutes, puis la laisser lever une heure.'],
  },
  {
    source: 'soupes.md',
    title: 'Les soupes',
    chunks: ['Une soupe de légumes cuit vingt minutes à feu doux.'],
  },
  { source: 'gateaux.md', title: 'Les gâteaux', chunks: ['Le chocolat fond au bain-marie avec le beurre.'] },
]

test('finds the passage whatever the accents, the plural and the conjugation', async () => {
  await fill(...kitchen)
  assert.equal((await sources('comment faire lever les pates ?'))[0], 'pains.md')
  assert.equal((await sources('CUISSON DES LÉGUMES'))[0], 'soupes.md')
})

test('forgives a letter missing, added, wrong or swapped', async () => {
  await fill(...kitchen)
  for (const typo of ['chocolt', 'chocollat', 'chocalat', 'cohcolat']) {
    assert.equal((await sources(typo))[0], 'gateaux.md', typo)
  }
})

test('stems each document in its own language, and the question in all of them', async () => {
  await fill(
    { source: 'fr.md', language: 'fr', chunks: ['Les abonnés reçoivent nos lettres chaque semaine.'] },
    { source: 'en.md', language: 'en', chunks: ['Subscriptions are cancelled from your settings.'] },
  )
  assert.equal((await sources('how do I cancel my subscription'))[0], 'en.md')
  assert.equal((await sources('recevoir la lettre'))[0], 'fr.md')
})

test('a title says what every chunk below it is about', async () => {
  await fill(
    { source: 'a.md', title: 'Résilier un contrat', chunks: ['Il faut écrire un mois avant.'] },
    { source: 'b.md', title: 'Divers', chunks: ['Il faut écrire lisiblement.'] },
  )
  assert.equal((await sources('résilier'))[0], 'a.md')
})

test('tells where a passage stands, and its address when it has one', async () => {
  await fill({
    source: 'https://example.org/aide',
    title: 'Aide',
    chunks: ['Le bouton bleu enregistre la page.'],
  })
  const [passage] = await search('bouton bleu')
  assert.ok(passage)
  assert.equal(passage.url, 'https://example.org/aide')
  assert.equal(passage.title, 'Aide')
  assert.equal(passage.owner, 'audrey')
  assert.equal(passage.content, 'Le bouton bleu enregistre la page.')
  assert.equal(passage.dense, null)
  assert.deepEqual(passage.tags, [])
})

test('links to the address a document gives, or to the one it was read from, and to nothing else', async () => {
  const urlOf = async (sample: Omit<Sample, 'chunks'>) => {
    await fill({ ...sample, chunks: ['Le bouton bleu enregistre la page.'] })
    return (await search('bouton bleu'))[0]?.url
  }
  const address = 'https://example.org/aide'
  assert.equal(await urlOf({ source: '/documents/aide.md', url: address }), address)
  assert.equal(await urlOf({ source: 'https://example.org/lu', url: address }), address)
  assert.equal(await urlOf({ source: address }), address)
  for (const url of ['javascript:alert(1)', 'aide.md', 'https://example.org/a b', '']) {
    assert.equal(await urlOf({ source: '/documents/aide.md', url }), null, url)
  }
})

test('a few letters in common are enough where documents are few', async () => {
  await fill(...kitchen)
  assert.equal((await sources('chocolaterie'))[0], 'gateaux.md')
})

test('supports what the passage says more than what nobody says', async () => {
  await fill(...kitchen)
  const [said] = await search('chocolat au bain-marie')
  const [unsaid] = await search('chocolat du président galactique')
  assert.ok(said && unsaid)
  assert.ok(said.lexical > 0.6, `said ${said.lexical}`)
  assert.ok(unsaid.lexical < said.lexical / 1.5, `unsaid ${unsaid.lexical}`)
})

test('stop words, emoji, blanks and other scripts find nothing or something, and never fail', async () => {
  await fill(...kitchen, { source: 'ja.md', chunks: ['東京タワーは高い。'] })
  assert.deepEqual(await search('le la les de des'), [])
  assert.deepEqual(await search('🙂🙂'), [])
  assert.deepEqual(await search(''), [])
  assert.deepEqual(await sources('東京'), ['ja.md'])
  assert.ok((await search('légumes '.repeat(250))).length > 0)
})

test('no agents, no passages', async () => {
  await fill(...kitchen)
  assert.deepEqual(await search('chocolat', []), [])
})

test('each agent gets its own limit, and a shared passage comes once', async () => {
  const about = (owner: string, count: number): Sample[] =>
    Array.from({ length: count }, (_, at) => ({
      owner,
      source: `${owner}${at}.md`,
      chunks: [`chocolat ${owner} ${at}`],
    }))
  await fill(...about('audrey', 4), ...about('carole', 4), ...about('shared', 1))
  const found = await search('chocolat', ['audrey', 'carole'], 3)
  assert.equal(new Set(found.map(passage => passage.chunkId)).size, found.length)
  for (const agent of ['audrey', 'carole']) {
    const theirs = found.filter(passage => [agent, 'shared'].includes(passage.owner))
    assert.ok(theirs.length >= 3 && found.filter(passage => passage.owner === agent).length <= 3)
  }
})

test('of two passages that say the same, the one of higher priority comes first', async () => {
  await fill(
    { source: 'old.md', chunks: ['Le tarif est sur le site.'] },
    { source: 'new.md', priority: 5, chunks: ['Le tarif est sur le site.'] },
  )
  assert.equal((await sources('tarif'))[0], 'new.md')
})

test('with an embedding, what means the same is found without a word in common', async () => {
  await fill(
    { source: 'voiture.md', chunks: ['Une automobile rouge.'], embeddings: [meaning(1)] },
    { source: 'maison.md', chunks: ['Un toit de tuiles.'], embeddings: [meaning(5)] },
    { owner: 'carole', source: 'autre.md', chunks: ['Une berline.'], embeddings: [meaning(1)] },
  )
  const [first, ...others] = await search('véhicule', ['audrey'], 10, meaning(1, 0.1))
  assert.equal(first?.filename, 'voiture.md')
  assert.ok(first.dense !== null && first.dense > 0.99)
  assert.ok(others.every(passage => passage.owner !== 'carole'))
})

test('a passage that both searches find comes before what only one finds', async () => {
  await fill(
    { source: 'both.md', chunks: ['La garantie dure deux ans.'], embeddings: [meaning(1, 0.2)] },
    { source: 'meaning.md', chunks: ['Couverture pendant vingt-quatre mois.'], embeddings: [meaning(1)] },
    { source: 'words.md', chunks: ['La garantie garantie garantie.'], embeddings: [meaning(9)] },
  )
  assert.equal((await sources('durée de la garantie', ['audrey'], 10, meaning(1, 0.1)))[0], 'both.md')
})

const word = fc.constantFrom(
  'chocolat',
  'beurre',
  'farine',
  'pommes',
  'tarte',
  'crèmes',
  'sucre',
  'four',
  'le',
  'de',
)
const sentence = fc.array(word, { minLength: 1, maxLength: 8 }).map(words => words.join(' '))
const owner = fc.constantFrom('audrey', 'carole', 'shared', 'third')
const corpus = fc.array(fc.record({ owner, chunks: fc.array(sentence, { minLength: 1, maxLength: 3 }) }), {
  maxLength: 8,
})

test('invariant 4: whatever the corpus and the query, no other agent’s document comes back', async () => {
  const agents = fc.uniqueArray(fc.constantFrom('audrey', 'carole', 'third', 'nobody'))
  const embedding = fc.option(
    fc.nat(3).map(axis => meaning(axis)),
    { nil: undefined },
  )
  await fc.assert(
    fc.asyncProperty(corpus, sentence, agents, embedding, async (samples, query, asking, vector) => {
      const embeddings = [meaning(0), meaning(1), meaning(2)]
      await fill(...samples.map((sample, at) => ({ ...sample, source: `${at}.md`, embeddings })))
      const allowed = asking.length > 0 ? [...asking, 'shared'] : []
      for (const passage of await search(query, asking, 20, vector)) {
        assert.ok(allowed.includes(passage.owner))
        assert.ok(passage.lexical >= 0 && passage.lexical <= 1)
      }
    }),
    { numRuns: 30 },
  )
})

test('invariant 4 holds when an operator gives a document to another agent in SQL', async () => {
  await fill(...kitchen)
  await database.query(`update documents set agent_owner = 'carole' where source = 'gateaux.md'`)
  assert.ok(!(await sources('chocolat')).includes('gateaux.md'))
  assert.deepEqual(await sources('chocolat', ['carole']), ['gateaux.md'])
})

test('any text can be asked and stored', async () => {
  await fill(...kitchen)
  const text = fc.string({ unit: 'binary', maxLength: 200 })
  await fc.assert(
    fc.asyncProperty(text, text, async (query, content) => {
      await put({ source: 'any.md', title: content.slice(0, 20), chunks: [content] })
      for (const passage of [...(await search(query)), ...(await search(content))]) {
        assert.ok(passage.lexical >= 0 && passage.lexical <= 1)
      }
    }),
    { numRuns: 25 },
  )
})

const recount = `
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
  where s.chunks is distinct from w.chunks
  union all
  select 'owner ' || coalesce(l.owner, o.owner)
  from (select owner, count(*)::int as chunks from lexical_chunks group by owner) as l full join lexical_owners o using (owner)
  where l.chunks is distinct from o.chunks`

test('the statistics are what a recount gives, after any putting, replacing and deleting', async () => {
  const step = fc.record({
    source: fc.constantFrom('a', 'b', 'c'),
    chunks: fc.array(sentence, { maxLength: 3 }),
  })
  const act = fc.oneof(step, fc.constantFrom('delete', 'cascade', 'give'))
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 8 }), async acts => {
      await fill()
      const ids: string[] = []
      for (const each of acts) {
        if (each === 'delete') await deleteDocument(database, { id: ids.at(-1) ?? 'none' })
        else if (each === 'cascade') await database.query(`delete from documents where source = 'a'`)
        else if (each === 'give')
          await database.query(`update documents set agent_owner = 'c' || left(id::text, 8)`)
        else ids.push((await put(each)).id)
      }
      assert.deepEqual(await database.query(recount), [])
    }),
    { numRuns: 25 },
  )
})

test('nothing of a deleted document is left in the index', async () => {
  await fill(...kitchen)
  await fill()
  assert.deepEqual(await database.query('select * from lexical_words'), [])
  assert.deepEqual(await database.query('select * from lexical_terms where term <> 0 or chunks <> 0'), [])
})

test('chunks written by other hands are indexed on demand', async () => {
  await fill(...kitchen)
  await database.query('delete from lexical_chunks')
  assert.deepEqual(await search('chocolat'), [])
  assert.deepEqual(await reindexChunks(database, { batch: 2 }), { documents: 3 })
  assert.equal((await sources('chocolat'))[0], 'gateaux.md')
  assert.deepEqual(await reindexChunks(database), { documents: 0 })
  assert.deepEqual(await database.call('reindex_chunks', { p_all: true }), { indexed: 3, remaining: 0 })
  assert.deepEqual(await database.query(recount), [])
})
