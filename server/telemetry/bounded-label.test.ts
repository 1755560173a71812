import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createBoundedLabel } from './bounded-label.ts'

describe('a bounded label', () => {
  it('lets through as many names as it may, again and again, and calls all others one thing', () => {
    const label = createBoundedLabel(3)
    assert.deepEqual(['a', 'b', 'a', 'c', 'd', 'b', 'e'].map(label), [
      'a',
      'b',
      'a',
      'c',
      'other',
      'b',
      'other',
    ])
  })

  it('takes a name of the longest length, and none that is longer', () => {
    const label = createBoundedLabel(3, 5)
    assert.deepEqual(['12345', '123456'].map(label), ['12345', 'other'])
  })
})
