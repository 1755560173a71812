import assert from 'node:assert/strict'
import { it } from 'node:test'
import { remember } from './remember.ts'

it('makes a value once, and again when it was forgotten for newer ones', () => {
  const made: string[] = []
  const pairOf = remember(2, key => {
    made.push(key)
    return { key }
  })
  const first = pairOf('a')
  assert.equal(pairOf('a'), first)
  for (const key of ['b', 'c', 'a']) assert.deepEqual(pairOf(key), { key })
  assert.deepEqual(made, ['a', 'b', 'c', 'a'])
})
