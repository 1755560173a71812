import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerRecord } from './answer-record.ts'

const passage = (filename: string, content: string) =>
  ({
    filename,
    title: '',
    section: null,
    page: null,
    url: null,
    content,
    lexical: 1,
    owner: 'audrey',
  }) as never
const key = passage('cle.md', 'La clé du studio est chez la **gardienne**, à gauche du portail.')
const question = 'Où est la clé du studio ?'

test('an answer is compared with the documents and texts that were wanted', () => {
  const record = answerRecord(question, [key], { documents: ['cle.md'], texts: ['chez la Gardienne'] })
  assert.equal(record.answered, true)
  assert.deepEqual([record.goldCited, record.spanQuoted, record.verbatim], [true, true, true])
})

test('another document, or another text, is not right', () => {
  const record = answerRecord(question, [key], { documents: ['autre.md'], texts: ['chez la gardienne'] })
  assert.deepEqual([record.goldCited, record.spanQuoted], [false, false])
  assert.equal(
    answerRecord(question, [key], { documents: ['cle.md'], texts: ['à droite'] }).spanQuoted,
    false,
  )
  assert.equal(answerRecord(question, [key], { documents: ['cle.md'], texts: [] }).spanQuoted, null)
})

test('nothing found is no answer', () => {
  const record = answerRecord(question, [], { documents: [], texts: [] })
  assert.deepEqual([record.answerable, record.answered, record.words], [false, false, 0])
})
