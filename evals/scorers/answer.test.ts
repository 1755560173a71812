import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AnswerRecord, measureAnswers } from './answer.ts'

const good: AnswerRecord = {
  answerable: true,
  answered: true,
  support: 2,
  goldCited: true,
  spanQuoted: true,
  verbatim: true,
  words: 40,
}

test('a good answer and a right refusal are full marks', () => {
  const refusal = {
    ...good,
    answerable: false,
    answered: false,
    support: 0,
    goldCited: false,
    spanQuoted: null,
    words: 0,
  }
  const measures = measureAnswers([good, refusal])
  assert.equal(measures.spanQuoted, 1)
  assert.equal(measures.refused, 1)
  assert.equal(measures.auroc, 1)
  assert.equal(measures.words, 40)
})

test('a refusal of an answerable question cites and quotes nothing, whatever it withheld', () => {
  const measures = measureAnswers([good, { ...good, answered: false }])
  assert.equal(measures.answered, 0.5)
  assert.equal(measures.goldCited, 0.5)
  assert.equal(measures.spanQuoted, 0.5)
})

test('questions without a known text do not count for the quoted text', () => {
  assert.equal(measureAnswers([{ ...good, spanQuoted: null }]).spanQuoted, null)
  assert.equal(measureAnswers([good, { ...good, spanQuoted: null }]).spanQuoted, 1)
})

test('one altered quote shows', () => {
  assert.equal(measureAnswers([good, { ...good, verbatim: false }]).verbatim, 0.5)
})
