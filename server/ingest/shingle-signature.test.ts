import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createDuplicateFinder } from './find-duplicates.ts'
import { readSignature, shingleSignature, signatureLikeness } from './shingle-signature.ts'

const words = (count: number, name: string) => Array.from({ length: count }, (_, index) => `${name}${index}`)
const likeness = (one: readonly string[], other: readonly string[]) =>
  signatureLikeness(
    readSignature(shingleSignature(one.join(' ')) ?? ''),
    readSignature(shingleSignature(other.join(' ')) ?? ''),
  )

describe('the signature of a text', () => {
  it('is the same for the same words, whatever their case, accents and punctuation', () => {
    assert.equal(shingleSignature('Été, à Paris !'), shingleSignature('été a paris'))
    assert.equal(shingleSignature(' … '), null)
  })

  it('estimates how much two texts share', () => {
    const all = words(1000, 'mot')
    assert.equal(likeness(all, all), 1)
    assert.ok(likeness(all, words(1000, 'autre')) < 0.05)
    // 900 of 1,000 words in common: 896 of 1,096 runs of five.
    const most = likeness(all, [...all.slice(0, 900), ...words(100, 'neuf')])
    assert.ok(Math.abs(most - 896 / 1096) < 0.1, String(most))
  })

  it('finds a near-duplicate among what is stored and what was just read, never itself', () => {
    const signed = (source: string, text: string) => ({
      owner: 'audrey',
      source,
      title: source.toUpperCase(),
      signature: shingleSignature(text),
    })
    const text = words(300, 'mot').join(' ')
    const finder = createDuplicateFinder([signed('a', text), signed('b', words(300, 'autre').join(' '))])
    assert.deepEqual(finder.add(signed('a', text)), [])
    assert.deepEqual(
      finder.add(signed('c', `${text} fin`)).map(({ source, title }) => [source, title]),
      [['a', 'A']],
    )
    const longer = `${text} ${words(30, 'suite').join(' ')}`
    assert.deepEqual(
      finder.add(signed('d', longer)).map(({ source, likeness }) => [source, likeness < 1]),
      [
        ['a', true],
        ['c', true],
      ],
    )
  })
})
