import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createExampleIndex } from './example-index.ts'

const texts = ['Ouvre les volets du salon', 'ferme les volets', 'Quelle est la capitale du Pérou ?', '']

test('an example is wholly like itself, and two are as like as either is to the other', () => {
  const index = createExampleIndex(texts)
  const rows = index.among()
  for (const [one, text] of texts.entries()) {
    const similarities = index.similarities(text)
    for (let other = 0; other <= one; other++)
      assert.ok(Math.abs((rows[one]?.[other] ?? 0) - (similarities[other] ?? 0)) < 1e-12)
    if (text !== '') assert.ok(Math.abs((similarities[one] ?? 0) - 1) < 1e-12)
  }
})

test('unknown words make a text less like what it shares words with', () => {
  const [alone = 0] = createExampleIndex(texts).similarities('volets du salon')
  const [beside = 0] = createExampleIndex(texts).similarities('volets du salon azertyuiop qsdfghjklm')
  assert.ok(beside < alone)
})
