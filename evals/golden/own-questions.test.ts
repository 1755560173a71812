import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { GoldenQuestion } from './own-question.ts'

const root = join(import.meta.dirname, '../..')

const questions = readFileSync(join(root, 'evals/data/golden-questions.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map(line => GoldenQuestion.parse(JSON.parse(line)))

test('the answer of every golden question stands word for word in its document', () => {
  const missing = questions.flatMap(row => {
    if (!row.answerable) return []
    const path = join(root, 'knowledge', row.document)
    const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
    return row.answer_contains.filter(part => !text.includes(part)).map(part => `${row.document} : ${part}`)
  })
  assert.deepEqual(missing, [])
})

test('no golden question is asked twice, nor taught to the router as an example', () => {
  const examples = ['audrey', 'carole'].flatMap(id =>
    [...readFileSync(join(root, 'agents', `${id}.md`), 'utf8').matchAll(/^ {2}- (.+)$/gm)].map(match =>
      String(match[1]).toLowerCase(),
    ),
  )
  const seen = new Set(examples)
  const repeated = questions.filter(({ question }) => {
    const known = seen.has(question.toLowerCase())
    seen.add(question.toLowerCase())
    return known
  })
  assert.deepEqual(repeated, [])
})
