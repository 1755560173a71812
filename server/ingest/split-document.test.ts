import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type Block, joinBlocks } from './blocks.ts'
import { createTokenCounter } from './count-tokens.ts'
import { splitDocument } from './split-document.ts'

const countTokens = createTokenCounter()

const word = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.constantFrom(
      'offre',
      'vente',
      'séquence',
      'e-mail',
      'l’été',
      'M.',
      '29',
      '€',
      'contenu',
      'et',
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
      .filter(text => text.trim() !== ''),
  },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 4000 }).map(length => 'à'.repeat(length)) },
)
const prose = fc
  .array(fc.tuple(word, fc.constantFrom(' ', ' ', ' ', ' ', '. ', ' ? ', '\n')), {
    minLength: 1,
    maxLength: 400,
  })
  .map(words =>
    words
      .map(([text, space]) => text + space)
      .join('')
      .trim(),
  )
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({
    kind: fc.constant('heading' as const),
    level: fc.integer({ min: 1, max: 4 }),
    text: prose.map(text => text.slice(0, 60)),
  }),
  fc.record({ kind: fc.constantFrom('paragraph' as const, 'quote' as const, 'code' as const), text: prose }),
  fc.record({
    kind: fc.constantFrom('list-item' as const, 'table-row' as const),
    text: prose,
    group: fc.integer({ min: 1, max: 2 }),
  }),
)
const blocks = fc.array(block, { maxLength: 25, size: 'max' })

function split(list: Block[]) {
  const extracted = joinBlocks(list)
  return { extracted, chunks: splitDocument(extracted, countTokens) }
}

function sentences(number: number, about: string): string {
  return Array.from({ length: number }, (_, index) => `La phrase ${index} parle de ${about} avec soin.`).join(
    ' ',
  )
}

describe('the anchor of a chunk', () => {
  const heading = (level: number, text: string, anchor?: string): Block => ({
    kind: 'heading',
    level,
    text,
    ...(anchor && { anchor }),
  })
  const words: Block = { kind: 'paragraph', text: 'Une phrase de plus. '.repeat(40).trim() }

  it('is its section’s, else that of the nearest heading above, else none', () => {
    const blocks = [
      words,
      heading(1, 'Titre'),
      words,
      heading(2, 'Prix', 'prix'),
      words,
      heading(3, 'Détail'),
      words,
    ]
    const chunks = splitDocument(joinBlocks(blocks), countTokens)
    assert.deepEqual(
      chunks.map(({ section, anchor }) => [section, anchor]),
      [
        [null, null],
        ['Titre', null],
        ['Titre > Prix', 'prix'],
        ['Titre > Prix > Détail', 'prix'],
      ],
    )
  })

  it('of small sections together is the first one’s that says something', () => {
    const small: Block = { kind: 'paragraph', text: 'Court.' }
    const blocks = [
      heading(1, 'Titre', 'haut'),
      heading(2, 'Un', 'un'),
      small,
      heading(2, 'Deux', 'deux'),
      small,
    ]
    const [chunk, ...others] = splitDocument(joinBlocks(blocks), countTokens)
    assert.equal(chunk?.anchor, 'un')
    assert.deepEqual(others, [])
  })
})

describe('splitting a document', () => {
  it('quotes the extracted text word for word, in order', () => {
    fc.assert(
      fc.property(blocks, list => {
        const { extracted, chunks } = split(list)
        let previous = -1
        chunks.forEach((chunk, index) => {
          assert.equal(
            extracted.text.slice(chunk.position, chunk.position + chunk.content.length),
            chunk.content,
          )
          assert.equal(chunk.index, index)
          assert.ok(chunk.position > previous)
          previous = chunk.position
        })
      }),
      { numRuns: 40 },
    )
  })

  it('loses nothing: what is in no chunk is white space', () => {
    fc.assert(
      fc.property(blocks, list => {
        const { extracted, chunks } = split(list)
        let end = 0
        for (const chunk of chunks) {
          assert.equal(extracted.text.slice(end, Math.max(end, chunk.position)).trim(), '')
          end = Math.max(end, chunk.position + chunk.content.length)
        }
        assert.equal(extracted.text.slice(end).trim(), '')
      }),
      { numRuns: 40 },
    )
  })

  it('never makes a chunk over 700 tokens, and counts them right', () => {
    fc.assert(
      fc.property(blocks, list => {
        for (const chunk of split(list).chunks) {
          assert.equal(chunk.tokenCount, countTokens(chunk.content))
          assert.ok(chunk.tokenCount <= 700, `${chunk.tokenCount} tokens`)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('repeats at most about 50 tokens, and no heading', () => {
    fc.assert(
      fc.property(blocks, list => {
        const { extracted, chunks } = split(list)
        chunks.slice(1).forEach((chunk, index) => {
          const before = chunks[index]
          const end = before ? before.position + before.content.length : 0
          if (end <= chunk.position) return
          assert.ok(countTokens(extracted.text.slice(chunk.position, end)) <= 60)
          const repeated = extracted.blocks.filter(({ start }) => start >= chunk.position && start < end)
          assert.ok(repeated.every(({ kind }) => kind !== 'heading'))
        })
      }),
      { numRuns: 40 },
    )
  })

  it('gives each section its chunk, with the headings above it', () => {
    const { chunks } = split([
      { kind: 'heading', level: 1, text: 'Vendre' },
      { kind: 'paragraph', text: sentences(10, 'la vente') },
      { kind: 'heading', level: 2, text: 'Le tunnel' },
      { kind: 'paragraph', text: sentences(10, 'tunnel') },
      { kind: 'heading', level: 2, text: 'Les relances' },
      { kind: 'paragraph', text: sentences(10, 'relances') },
    ])
    assert.deepEqual(
      chunks.map(chunk => chunk.section),
      ['Vendre', 'Vendre > Le tunnel', 'Vendre > Les relances'],
    )
    assert.ok(chunks[1]?.content.startsWith('Le tunnel\n\n'))
  })

  it('joins small neighbours, each under its own heading in the text', () => {
    const { chunks } = split([
      { kind: 'heading', level: 1, text: 'Questions' },
      { kind: 'heading', level: 2, text: 'Livrez-vous ?' },
      { kind: 'paragraph', text: 'Oui.' },
      { kind: 'heading', level: 2, text: 'Où ?' },
      { kind: 'paragraph', text: 'En France.' },
    ])
    assert.deepEqual(
      chunks.map(({ section, content }) => ({ section, content })),
      [{ section: 'Questions', content: 'Questions\n\nLivrez-vous ?\n\nOui.\n\nOù ?\n\nEn France.' }],
    )
  })

  it('names a chunk of sections without a common heading after the first', () => {
    const { chunks } = split([
      { kind: 'paragraph', text: 'Voici deux outils.' },
      { kind: 'heading', level: 2, text: 'Antidote' },
      { kind: 'paragraph', text: 'Il corrige.' },
      { kind: 'heading', level: 2, text: 'Figma' },
      { kind: 'paragraph', text: 'Il dessine.' },
    ])
    assert.deepEqual(
      chunks.map(chunk => chunk.section),
      ['Antidote'],
    )
  })

  it('keeps the path of a long section in every one of its chunks and repeats a sentence between them', () => {
    const { extracted, chunks } = split([
      { kind: 'heading', level: 1, text: 'Guide' },
      { kind: 'paragraph', text: sentences(120, 'tout') },
    ])
    assert.ok(chunks.length >= 3)
    assert.ok(chunks.every(chunk => chunk.section === 'Guide'))
    const [first, second] = chunks
    const repeated = extracted.text.slice(
      second?.position,
      (first?.position ?? 0) + (first?.content.length ?? 0),
    )
    assert.match(repeated, /^La phrase \d+ .*\.$/)
  })

  it('does not end a sentence at an abbreviation', () => {
    const { chunks } = split([
      {
        kind: 'paragraph',
        text: Array.from({ length: 80 }, () => 'Demandez à M. Durand ou à Mme. Petit, cf. Annexe.').join(' '),
      },
    ])
    assert.ok(chunks.length > 1)
    for (const chunk of chunks) assert.match(chunk.content, /^Demandez .*Annexe\.$/s)
  })

  it('cuts one endless word, list or table in bounded time', () => {
    for (const kind of ['paragraph', 'code', 'table-row', 'list-item'] as const) {
      const { chunks } = split([{ kind, text: 'x'.repeat(200_000), group: 1 }])
      assert.ok(chunks.length > 10)
    }
  })
})
