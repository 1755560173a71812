import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createFrontier, type Frontier } from './frontier.ts'

const addressesOf = (frontier: Frontier) => {
  const addresses: string[] = []
  for (let stop = frontier.next(); stop; stop = frontier.next()) addresses.push(stop.address)
  return addresses
}

describe('the frontier of a crawl', () => {
  it('holds 20,000 pages and no more, and counts those of other sites without holding them', () => {
    const frontier = createFrontier({ maxDepth: 5 })
    frontier.settle('https://exemple.fr/')
    for (let at = 0; at < 30_000; at++) frontier.add(`https://autre.fr/${at}`, 0)
    assert.deepEqual([frontier.waiting, frontier.leftOut.outside], [0, 30_000])
    for (let at = 0; at < 20_001; at++) frontier.add(`https://exemple.fr/${at}`, 0)
    assert.deepEqual([frontier.waiting, frontier.leftOut.traps], [20_000, 1])
    frontier.add('https://exemple.fr/1', 0)
    assert.equal(frontier.leftOut.traps, 1, 'what is known is no trap')
  })

  it('has each page once, and another spelling of it once it is not there', () => {
    const frontier = createFrontier({ maxDepth: 5 })
    const spellings = ['https://exemple.fr/a', 'https://exemple.fr/a/', 'http://www.exemple.fr/a']
    for (const address of spellings) frontier.add(address, 1)
    const stop = frontier.next()
    assert.deepEqual([stop, frontier.next()], [{ address: spellings[0], depth: 1 }, undefined])
    assert.equal(frontier.miss({ address: spellings[0] ?? '', depth: 1 }), true)
    assert.deepEqual(addressesOf(frontier), spellings.slice(1, 2))
    assert.equal(frontier.miss({ address: spellings[1] ?? '', depth: 1 }), true)
    assert.deepEqual(addressesOf(frontier), spellings.slice(2))
    assert.equal(frontier.miss({ address: spellings[2] ?? '', depth: 1 }), false)
  })

  it('asks for four spellings of a page at most, those that are met later too', () => {
    const frontier = createFrontier({ maxDepth: 5 })
    const asked: string[] = []
    for (let at = 0; at < 6; at++) {
      // Parameters in another order: one page.
      const names = ['a', 'b', 'c', 'd', 'e', 'f']
      const turned = [...names.slice(at), ...names.slice(0, at)]
      frontier.add(`https://exemple.fr/?${turned.map(name => `${name}=1`).join('&')}`, 0)
      for (const address of addressesOf(frontier)) {
        asked.push(address)
        frontier.miss({ address, depth: 0 })
      }
    }
    assert.equal(new Set(asked).size, 4)
    assert.equal(asked.length, 4)
  })
})
