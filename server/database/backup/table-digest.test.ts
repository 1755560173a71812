import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createTableDigest, differingTables } from './table-digest.ts'

describe('the checksum of a table', () => {
  it('is the same in any order, and of no other rows', () => {
    const digest = (lines: string[]) => {
      const made = createTableDigest()
      made.add(lines)
      return { t: made.result() }
    }
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), fc.nat(), fc.string(), (lines, place, other) => {
        assert.deepEqual(digest(lines.toReversed()), digest(lines))
        const at = place % lines.length
        assert.deepEqual(differingTables(digest(lines), digest([...lines, other])), ['t'])
        assert.deepEqual(differingTables(digest(lines), digest(lines.toSpliced(at, 1))), ['t'])
        if (other !== lines[at]) {
          assert.deepEqual(differingTables(digest(lines), digest(lines.with(at, other))), ['t'])
        }
      }),
    )
    assert.deepEqual(differingTables(digest(['a']), {}), ['t'])
  })
})
