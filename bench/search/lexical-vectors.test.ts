import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTestDatabase } from '../../server/testing/open-test-database.ts'
import { createCorpus } from './corpus.ts'
import { createLexicalVectors } from './lexical-vectors.ts'
import { readStems } from './load-corpus.ts'

const database = await openTestDatabase()
after(() => database.close())

/** `{term:weight,…}` of a sparse vector as numbers, in order of the terms. */
function parse(text: string): [number, number][] {
  const pairs = text
    .slice(1, text.indexOf('}'))
    .split(',')
    .map(pair => pair.split(':').map(Number))
  return pairs.map(([term = 0, weight = 0]): [number, number] => [term, weight]).sort(([a], [b]) => a - b)
}

test('the vectors copied in bulk are those that the database makes of the same text', async () => {
  const corpus = createCorpus(40)
  const stems = await readStems(corpus.words, sql => database.query(sql))
  for (const document of corpus.documents) {
    const [first] = document.chunks
    if (!first) throw new Error('an empty document')
    const write = (words: number[]) => words.map(word => corpus.words[word]).join(' ')
    const id = document.id.toString('hex')
    await database.query(
      `insert into documents (id, filename, agent_owner, source, title, language) values ('${id}', 'a.md', 'audrey', '${id}', '${write(document.title)}', 'fr')`,
    )
    await database.query(
      `insert into document_chunks (document_id, chunk_index, content) values ('${id}', 0, '${write(first.words)}')`,
    )
    await database.query(`select index_chunks('${id}')`)
    const [row] = await database.query(
      `select words::text, grams::text from lexical_chunks where document_id = '${id}'`,
    )
    const ours = createLexicalVectors(
      [...document.title, ...document.title, ...first.words],
      corpus.words,
      stems,
    )
    for (const kind of ['words', 'grams'] as const) {
      const theirs = parse(String(row?.[kind]))
      assert.deepEqual(
        [...ours[kind].terms],
        theirs.map(([term]) => term),
      )
      for (const [at, [, weight]] of theirs.entries())
        assert.ok(Math.abs((ours[kind].weights[at] ?? 0) - weight) < 1e-6)
    }
  }
})
