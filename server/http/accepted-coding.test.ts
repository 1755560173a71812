import assert from 'node:assert/strict'
import { it } from 'node:test'
import { acceptedCoding } from './accepted-coding.ts'

it('answers in the best coding that is allowed', () => {
  for (const [header, coding] of [
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['br;q=0.000, *;q=0', 'identity'],
    ['*', 'br'],
    ['BR', 'br'],
    ['deflate', 'identity'],
    ['br;q=x', 'identity'],
    ['identity;q=0', 'identity'],
  ] as const)
    assert.equal(acceptedCoding(header), coding, String(header))
})
