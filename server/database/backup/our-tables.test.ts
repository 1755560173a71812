import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { orderByReference } from './our-tables.ts'

describe('the order of tables', () => {
  it('has parents first, whatever their names, and refuses a circle', () => {
    assert.deepEqual(
      orderByReference(
        ['a', 'b', 'c'],
        [
          ['a', 'b'],
          ['b', 'c'],
        ],
      ),
      ['c', 'b', 'a'],
    )
    assert.throws(
      () =>
        orderByReference(
          ['a', 'b'],
          [
            ['a', 'b'],
            ['b', 'a'],
          ],
        ),
      /a, b/,
    )
  })
})
