import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Corpus } from '../open-corpus.ts'
import { answersSuite } from './answers.ts'
import { retrievalSuite } from './retrieval.ts'

const text = {
  p1: 'La clé est chez la gardienne, à gauche du portail.',
  p2: 'Le studio ouvre à neuf heures.',
}

/** Two questions and one without an answer; what is found for each, by its words. */
function corpus(found: (query: string) => { ids: string[]; lexical: number }): Corpus {
  return {
    set: {
      name: 'x',
      fingerprint: 'f',
      passages: [
        { id: 'p1', text: text.p1 },
        { id: 'p2', text: text.p2 },
      ],
      questions: [
        { id: '1', question: 'Où est la clé ?', lang: 'fr', gold: ['p1'], answers: ['à gauche'] },
        { id: '2', question: 'Quand le studio ouvre-t-il ?', lang: 'fr', gold: ['p2'] },
      ],
      unanswerable: [{ id: '3', question: 'Qui vend du pain ?', lang: 'fr', gold: [] }],
      withoutTitles: false,
    },
    database: { call: async () => ({}), close: async () => undefined },
    golden: null,
    notes: [],
    ingestSeconds: 1,
    idOf: ({ filename }) => filename,
    search: async query => {
      const { ids, lexical } = found(query)
      const passages = ids.map(id => ({
        chunkId: id,
        documentId: id,
        owner: 'audrey',
        filename: id,
        title: '',
        section: null,
        page: null,
        url: null,
        content: text[id as keyof typeof text],
        lexical,
      }))
      return { passages: passages as never, milliseconds: 2 }
    },
  }
}

async function figuresOf(suite: typeof retrievalSuite, given: Corpus) {
  const result = await suite.scoreCorpus?.(given)
  return Object.fromEntries((result?.figures ?? []).map(({ name, value }) => [name, value]))
}

test('a set’s figures of retrieval, by hand', async () => {
  const figures = await figuresOf(
    retrievalSuite,
    corpus(query => {
      if (query.includes('pain')) return { ids: ['p1'], lexical: 0.3 }
      // Without its accent the key is not found; the studio is second, however it is written.
      if (/clé/.test(query)) return { ids: ['p1', 'p2'], lexical: 0.9 }
      return /studio/.test(query) ? { ids: ['p1', 'p2'], lexical: 0.2 } : { ids: [], lexical: 0 }
    }),
  )
  // First and second place: MRR (1 + 1/2) / 2; nDCG (1 + 1 / log2 3) / 2.
  assert.equal(figures['recall@5'], 1)
  assert.equal(figures['MRR@10'], 0.75)
  assert.ok(Math.abs((figures['nDCG@10'] ?? 0) - (1 + 1 / Math.log2(3)) / 2) < 1e-12)
  // Only the studio is found without accents: recall 1/2, half of it lost.
  assert.equal(figures['recall lost to accents'], 0.5)
  assert.ok(Math.abs((figures['nDCG no accents'] ?? 0) - 1 / Math.log2(3) / 2) < 1e-12)
  // .9 and .2 against .3: one pair of two; keeping both keeps .2, which lets .3 in.
  assert.equal(figures.AUROC, 0.5)
  assert.equal(figures['let in at 95 %'], 1)
  assert.equal(figures['p50 ms'], 2)
})

test('a set’s figures of answers, by hand', async () => {
  const figures = await figuresOf(
    answersSuite,
    corpus(query => {
      if (query.includes('pain')) return { ids: [], lexical: 0 }
      return query.includes('clé') ? { ids: ['p1'], lexical: 1 } : { ids: ['p1'], lexical: 0 }
    }),
  )
  // The key is answered from its document, with its text; the studio is not found, and nothing is said.
  assert.equal(figures.answered, 0.5)
  assert.equal(figures['right document cited'], 0.5)
  assert.equal(figures['right text quoted'], 1)
  assert.equal(figures.refused, 1)
  assert.equal(figures.verbatim, 1)
  assert.equal(figures['language kept'], 1)
})
