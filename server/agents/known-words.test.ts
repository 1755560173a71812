import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createKnownShare } from './known-words.ts'

const share = createKnownShare(['Combien d’emails envoyer ?', 'Combien de stories par semaine ?'])

test('a message is known by its words of subject, inflected or not, not by its grammar', () => {
  assert.equal(share('combien email ?'), 1)
  assert.equal(share('combien font 345 divisé par 5'), 0)
})

test('an unknown word weighs more than a known one, being rarer', () => {
  const half = share('emails tiramisu')
  assert.ok(half > 0.2 && half < 0.5, `${half}`)
})

test('a message without a subject tells neither way', () => assert.equal(share('et pour le'), 0.5))
