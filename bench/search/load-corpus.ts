import type pg from 'pg'
import {
  openRowCopy,
  toBits,
  toInteger,
  toIntegers,
  toSparseVector,
  toText,
  toTexts,
  toVector,
} from './copy-rows.ts'
import { type Corpus, owners } from './corpus.ts'
import { createLexicalVectors } from './lexical-vectors.ts'

const dimensions = 536870912
const tables = ['document_chunks', 'lexical_chunks']

export interface IndexFigures {
  name: string
  seconds: number
  bytes: number
}

interface DroppedIndex {
  name: string
  definition: string
}

async function dropIndexes(client: pg.Client): Promise<DroppedIndex[]> {
  const { rows } = await client.query<DroppedIndex>(
    `select i.indexname as name, i.indexdef as definition from pg_indexes i
     where i.tablename = any ($1) and not exists (select from pg_constraint c where c.conname = i.indexname)`,
    [tables],
  )
  for (const { name } of rows) await client.query(`drop index ${name}`)
  return rows
}

/** Builds what was dropped, as it was defined, and says how long each took and how large it is. */
async function createIndexes(client: pg.Client, dropped: readonly DroppedIndex[]): Promise<IndexFigures[]> {
  const figures = []
  for (const { name, definition } of dropped) {
    const begun = performance.now()
    await client.query(definition)
    const seconds = (performance.now() - begun) / 1000
    const { rows } = await client.query('select pg_relation_size($1::regclass)::float8 as bytes', [name])
    figures.push({ name, seconds, bytes: Number(rows[0]?.bytes) })
  }
  return figures
}

/** Each word's stem as a term of lexical_chunks.words, by the database's own French stemmer; 0 for stop words. */
export async function readStems(
  words: readonly string[],
  query: (sql: string) => Promise<Record<string, unknown>[]>,
): Promise<Int32Array> {
  const rows = await query(
    `select case when word = any (stops) then 0
       else coalesce(1 + (hashtext('w:' || (ts_lexize('french_stem', word))[1]) & 536870911), 0) end as term
     from unnest(array['${words.join("','")}']) with ordinality as each (word, place)
     cross join (select lexical_function_words() as stops) as function_words
     order by place`, // all letters, of ours
  )
  return Int32Array.from(rows, row => Number(row.term))
}

async function readTurns(client: pg.Client): Promise<Map<string, number>> {
  const { rows } = await client.query(
    'select owner, hashtext(owner) as turn from unnest($1::text[]) as owner',
    [Object.keys(owners)],
  )
  return new Map(rows.map(({ owner, turn }) => [owner, turn]))
}

function createCounts() {
  const counts = new Map<number, number>()
  return { counts, add: (term: number) => counts.set(term, (counts.get(term) ?? 0) + 1) }
}

async function copyCounts(url: string, target: string, rows: Iterable<[Buffer, number]>): Promise<void> {
  const copy = openRowCopy(url, target)
  for (const [key, count] of rows) await copy.write([key, toInteger(count)])
  await copy.end()
}

/**
 * Fills an empty, migrated database with a corpus: the rows put_document() and index_chunks() would write (a test
 * compares them), copied in bulk, then the indexes, defined as they were. `url`'s role must be a superuser.
 */
export async function loadCorpus(client: pg.Client, url: string, corpus: Corpus): Promise<IndexFigures[]> {
  const dropped = await dropIndexes(client)
  const stems = await readStems(corpus.words, async sql => (await client.query(sql)).rows)
  const documents = openRowCopy(
    url,
    'documents (id, filename, file_type, agent_owner, source, title, language)',
  )
  const chunks = openRowCopy(
    url,
    'document_chunks (id, document_id, chunk_index, content, token_count, embedding, search_owner, search_bits)',
  )
  const lexical = openRowCopy(
    url,
    'lexical_chunks (chunk_id, document_id, owner, words, keys, grams, vocabulary)',
  )
  const terms = createCounts()
  const spelled = createCounts()
  const owned = new Map<string, number>()
  const turns = await readTurns(client)
  let place = 0
  for (const document of corpus.documents) {
    const name = `${place++}.md`
    const title = document.title.map(word => corpus.words[word]).join(' ')
    const owner = toText(document.owner)
    await documents.write([
      document.id,
      toText(name),
      toText('markdown'),
      owner,
      toText(name),
      toText(title),
      toText('fr'),
    ])
    for (const [index, { id, words, embedding }] of document.chunks.entries()) {
      const content = words.map(word => corpus.words[word]).join(' ')
      await chunks.write([
        id,
        document.id,
        toInteger(index),
        toText(content),
        toInteger(words.length),
        toVector(embedding),
        owner,
        toBits(embedding),
      ])
      const tokens = [...document.title, ...document.title, ...words]
      const vectors = createLexicalVectors(tokens, corpus.words, stems)
      const vocabulary = [...new Set(tokens)].filter(word => (corpus.words[word]?.length ?? 0) >= 4)
      terms.add(0)
      for (const term of vectors.words.terms) terms.add(term)
      for (const term of vectors.grams.terms) terms.add(term)
      for (const word of vocabulary) spelled.add(word)
      owned.set(document.owner, (owned.get(document.owner) ?? 0) + 1)
      await lexical.write([
        id,
        document.id,
        owner,
        toSparseVector(dimensions, vectors.words.terms, vectors.words.weights),
        toIntegers(vectors.words.terms.map(term => term ^ (turns.get(document.owner) ?? 0))),
        toSparseVector(dimensions, vectors.grams.terms, vectors.grams.weights),
        toTexts(vocabulary.map(word => corpus.words[word] ?? '')),
      ])
    }
  }
  await Promise.all([documents.end(), chunks.end(), lexical.end()])
  await copyCounts(
    url,
    'lexical_terms (term, chunks)',
    [...terms.counts].map(([term, count]) => [toInteger(term), count]),
  )
  await copyCounts(
    url,
    'lexical_words (word, chunks)',
    [...spelled.counts].map(([word, count]) => [toText(corpus.words[word] ?? ''), count]),
  )
  await copyCounts(
    url,
    'lexical_owners (owner, chunks)',
    [...owned].map(([owner, count]) => [toText(owner), count]),
  )
  const figures = await createIndexes(client, dropped)
  await client.query('vacuum analyze')
  return figures
}
