import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadKnowledge } from '../server/load-sample-knowledge.ts'
import { searchKnowledge } from '../server/operations/search-knowledge.ts'
import { createRandom } from '../server/testing/create-random.ts'
import { openTestDatabase } from '../server/testing/open-test-database.ts'
import { addTypos } from './noise.ts'
import { mean, scoreRanking } from './scorers/ranking.ts'

const root = join(import.meta.dirname, '..')
const golden = readFileSync(join(root, 'evals/data/golden-questions.jsonl'), 'utf8').trim().split('\n')

/** The questions about our own knowledge that have an answer, and the document it stands in. */
const questions = golden
  .map(line => JSON.parse(line) as { question: string; document?: string })
  .flatMap(({ question, document }) => (document ? [{ question, document }] : []))

test('the right document is among the first five for our own questions, well or badly typed', async t => {
  const database = await openTestDatabase()
  t.after(() => database.close())
  assert.deepEqual(await loadKnowledge({ database, folder: join(root, 'knowledge') }), [])

  async function recall(rewrite: (text: string) => string): Promise<number> {
    const scores = []
    for (const { question, document } of questions) {
      const found = await searchKnowledge(database, {
        query: rewrite(question),
        agents: ['audrey', 'carole'],
        limit: 20,
      })
      const files = [...new Set(found.map(passage => `${passage.owner}/${passage.filename}`))]
      scores.push(scoreRanking(files, [document]).recallAt5)
    }
    return mean(scores)
  }

  const random = createRandom(7)
  const asked = await recall(text => text)
  const withTypos = await recall(text => addTypos(text, random))
  t.diagnostic(`recall@5 ${asked.toFixed(3)}, with typos ${withTypos.toFixed(3)}`)
  assert.ok(asked >= 0.95, `recall@5 ${asked}`)
  assert.ok(withTypos >= 0.85, `recall@5 with typos ${withTypos}`)
})
