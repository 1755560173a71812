import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createStreamPlaces } from './stream-places.ts'

describe('the streams of all processes', () => {
  it('are at most so many a client, whichever processes hold them', () => {
    const places = createStreamPlaces(2)
    const taken = [places.take(1, 1, 'a'), places.take(2, 1, 'a'), places.take(1, 2, 'a')]
    assert.deepEqual(taken, [true, true, false])
    assert.equal(places.take(1, 3, 'b'), true)
    places.free(2, 1)
    assert.equal(places.take(1, 4, 'a'), true)
    assert.equal(places.take(2, 2, 'a'), false)
  })

  it('end with their process, and are given back once', () => {
    const places = createStreamPlaces(2)
    places.take(1, 1, 'a')
    places.take(1, 2, 'a')
    places.forget(1)
    places.free(1, 1)
    const taken = [places.take(2, 1, 'a'), places.take(2, 2, 'a'), places.take(2, 3, 'a')]
    assert.deepEqual(taken, [true, true, false])
  })

  it('lose no place to a stream that was refused, whatever it gives back', () => {
    const places = createStreamPlaces(1)
    places.take(1, 1, 'a')
    assert.equal(places.take(1, 2, 'a'), false)
    places.free(1, 2)
    assert.equal(places.take(1, 3, 'a'), false, 'the first is open still')
    places.free(1, 1)
    places.free(1, 1)
    assert.deepEqual([places.take(1, 4, 'a'), places.take(1, 5, 'a')], [true, false])
  })
})
