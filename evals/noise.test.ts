import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRandom } from '../server/testing/create-random.ts'
import { addTypos, removeAccents } from './noise.ts'

test('accents go, letters stay', () => {
  assert.equal(removeAccents('Où créer un événement, à Noël ?'), 'Ou creer un evenement, a Noel ?')
})

test('every word of four letters or more gets one mistake, and the same ones from the same seed', () => {
  const text = 'Comment relancer un panier'
  const typed = addTypos(text, createRandom(1))
  assert.equal(typed, addTypos(text, createRandom(1)))
  const words = typed.split(' ')
  assert.equal(words[2], 'un')
  assert.notEqual(words[0], 'Comment')
  assert.notEqual(words[3], 'panier')
})
