import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Passage } from '../operations/search-knowledge.ts'
import { joinNeighbours } from './join-neighbours.ts'

const document = Array.from({ length: 400 }, (_, at) => `mot${at}`).join(' ')

function cut(from: number, to: number, other: Partial<Passage> = {}): Passage {
  return {
    chunkId: `${from}-${to}`,
    documentId: 'guide',
    owner: 'audrey',
    filename: 'guide.md',
    title: 'Guide',
    section: 'Guide > Étapes',
    page: null,
    url: null,
    content: document.slice(from, to),
    position: from,
    tags: [],
    score: 1,
    lexical: 1,
    dense: null,
    ...other,
  } as Passage
}
const contentsOf = (passages: Passage[], limit = 3) =>
  joinNeighbours(passages, limit).map(({ content }) => content)

describe('joinNeighbours', () => {
  it('makes one text of two chunks that follow each other, whichever was found first', () => {
    assert.deepEqual(contentsOf([cut(500, 900), cut(100, 540)]), [document.slice(100, 900)])
    assert.deepEqual(contentsOf([cut(100, 500), cut(500, 900)]), [document.slice(100, 900)])
  })

  it('gives the place that a neighbour took to the next passage', () => {
    const passages = [cut(100, 500), cut(500, 900), cut(0, 50, { documentId: 'autre' })]
    assert.deepEqual(contentsOf(passages, 2), [document.slice(100, 900), document.slice(0, 50)])
  })

  it('joins no chunks of two documents, of two sections, far from each other or without a place', () => {
    const first = cut(100, 500)
    const others: Partial<Passage>[] = [
      { documentId: 'autre' },
      { section: 'Guide > Prix' },
      { page: 8 },
      { position: 505 },
      { position: null },
    ]
    for (const other of others) assert.equal(contentsOf([first, cut(500, 900, other)]).length, 2)
    assert.equal(contentsOf([first, cut(500, 900, { position: 504 })]).length, 1)
    const [whole] = joinNeighbours([cut(500, 900, { page: 7 }), cut(100, 500, { page: 7 })], 3)
    assert.equal(whole?.page, 7)
  })

  it('keeps what the best of the chunks says alone, wherever it stands in the text', () => {
    const [whole] = joinNeighbours([cut(500, 900), cut(100, 500), cut(900, 950)], 3)
    assert.deepEqual([whole?.content, whole?.best], [document.slice(100, 950), document.slice(500, 900)])
    assert.equal(joinNeighbours([cut(500, 900)], 3)[0]?.best, undefined)
  })

  it('joins up to what the prompt takes of a passage, and no further', () => {
    const long = (from: number, length: number) => cut(0, 0, { position: from, content: 'x'.repeat(length) })
    assert.equal(contentsOf([long(0, 3000), long(3000, 3000)]).length, 1)
    assert.equal(contentsOf([long(0, 3000), long(3000, 3001)]).length, 2)
  })

  it('gives each text where it stands in the document, whatever chunks were found in whatever order', () => {
    const chunk = fc
      .tuple(fc.nat(1500), fc.integer({ min: 1, max: 400 }))
      .map(([from, length]) => cut(from, from + length))
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 8 }), fc.integer({ min: 1, max: 5 }), (passages, limit) => {
        const joined = joinNeighbours(passages, limit)
        assert.ok(joined.length <= limit)
        for (const { content, position } of joined) {
          const plain = (text: string) => text.replace(/\s+/g, '')
          assert.ok(
            plain(document.slice(position ?? 0)).startsWith(plain(content)) || content.includes('\n\n'),
          )
        }
      }),
      { seed: 1 },
    )
  })
})
