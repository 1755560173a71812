import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { EmbeddedDatabase } from '../database/embedded.ts'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { putDocument } from './put-document.ts'
import { searchByModel } from './search-knowledge.ts'

let database: EmbeddedDatabase
before(async () => {
  database = await openTestDatabase()
})
after(() => database.close())

async function put(source: string, validUntil: string | null, pairs: [string, ...string[]][]) {
  await putDocument(database, {
    document: {
      owner: 'audrey',
      source,
      filename: source,
      fileType: 'csv',
      title: source,
      contentHash: source,
      ...(validUntil === null ? {} : { validUntil }),
    },
    chunks: pairs.map(([content, ...questions], index) => ({
      index,
      content,
      section: questions[0] ?? null,
      page: null,
      position: index,
      tokenCount: 3,
      questions,
    })),
  })
}

async function find(query: string) {
  const { pairs } = await searchByModel(database, { query, agents: ['audrey', 'shared'], limit: 5 })
  return pairs
}

test('a pair that counts is found behind any number of likelier ones that do not', async () => {
  const over = Array.from({ length: 12 }, (_, at): [string, string] => [
    `29 € (${at})`,
    `Combien coûte la formation complète en ligne${' ?'.repeat(at + 1)}`,
  ])
  await put('old.csv', '2025-12-31', over)
  await put('new.csv', null, [['49 €', 'Quel est le prix de la formation en ligne complète ?']])
  const found = await find('Combien coûte la formation complète en ligne ?')
  assert.deepEqual(
    found.map(({ answer }) => answer),
    ['49 €'],
  )
})

test('eight pairs are found, however many ways there are to ask for the likest one, and four ways of each', async () => {
  const ways = Array.from({ length: 20 }, (_, at) => `Comment relier mon module ${at} ?`)
  await put('many.csv', null, [
    ['par les réglages', ...ways],
    ...Array.from({ length: 9 }, (_, at): [string, string] => [
      `réponse ${at}`,
      `Comment défaire le module n° ${at} ?`,
    ]),
  ])
  const found = await find('Comment relier mon module 7 ?')
  assert.equal(found.length, 8)
  const [first] = found
  assert.equal(first?.answer, 'par les réglages')
  assert.equal(first?.questions.length, 4)
  assert.equal(first?.questions[0], 'Comment relier mon module 7 ?')
})

test('a pair that shares nothing with the message is not found', async () => {
  assert.deepEqual(await find('zzzz'), [])
})
