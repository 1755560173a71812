import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { editDistance } from './edit-distance.ts'

test('counts inserted, missing, wrong and swapped letters', () => {
  assert.equal(editDistance('parler', 'parler', 2), 0)
  assert.equal(editDistance('parler', 'parlr', 2), 1)
  assert.equal(editDistance('personne', 'persone', 2), 1)
  assert.equal(editDistance('humain', 'huamin', 2), 1)
  assert.equal(editDistance('colour', 'color', 2), 1)
})

test('gives up above the limit', () => {
  assert.equal(editDistance('abcdef', 'uvwxyz', 2), 3)
  assert.equal(editDistance('a', 'abcdef', 2), 3)
})

test('is symmetrical, and zero only for equal texts', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      const there = editDistance(a, b, 20)
      assert.equal(there, editDistance(b, a, 20))
      assert.equal(there === 0, a === b)
    }),
  )
})
