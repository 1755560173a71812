import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createStreamPlaces } from './stream-places.ts'

describe('the streams of all processes', () => {
  it('are at most so many a client, whichever processes hold them', () => {
    const places = createStreamPlaces(2)
    assert.deepEqual([places.take(1, 'a'), places.take(2, 'a'), places.take(1, 'a')], [true, true, false])
    assert.equal(places.take(1, 'b'), true)
    places.free(2, 'a')
    assert.equal(places.take(1, 'a'), true)
    assert.equal(places.take(2, 'a'), false)
  })

  it('end with their process, and are given back once', () => {
    const places = createStreamPlaces(2)
    places.take(1, 'a')
    places.take(1, 'a')
    places.forget(1)
    places.free(1, 'a')
    assert.deepEqual([places.take(2, 'a'), places.take(2, 'a'), places.take(2, 'a')], [true, true, false])
  })
})
