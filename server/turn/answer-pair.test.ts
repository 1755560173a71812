import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { FoundPair } from '../operations/search-knowledge.ts'
import { answerPair, pairFor } from './answer-pair.ts'

const pair: FoundPair = {
  pairId: 'p',
  documentId: 'd',
  owner: 'audrey',
  filename: 'questions.csv',
  title: 'Questions',
  section: 'Quel prix ?',
  page: null,
  url: null,
  answer: '**30 €** par mois.',
  questions: ['Quel prix ?'],
  likeness: 1,
  dense: null,
  priority: 0,
}

describe('a pair’s answer', () => {
  it('is its text, word for word, with its file as the source', () => {
    assert.deepEqual(answerPair(pair), {
      message: '**30 €** par mois.',
      sources: [
        {
          document: 'questions.csv',
          title: 'Questions',
          section: 'Quel prix ?',
          quote: '**30 €** par mois.',
        },
      ],
      conversationStatus: undefined,
    })
  })

  it('that is long is quoted by its beginning, cut between words', () => {
    const [exact, cut] = [300, 301].map(length => {
      const answer = 'mot '
        .repeat(80)
        .slice(0, length - 1)
        .padEnd(length, '.')
      return { answer, quote: answerPair({ ...pair, answer }).sources[0]?.quote ?? '' }
    })
    assert.equal(exact?.quote, exact?.answer)
    assert.ok(cut && cut.quote.length < 300 && cut.answer.startsWith(`${cut.quote} `))
    const word = 'x'.repeat(400)
    assert.ok(word.startsWith(answerPair({ ...pair, answer: word }).sources[0]?.quote ?? '-'))
  })

  it('links to its address on the web, and to no other kind', () => {
    const urls = ['https://exemple.fr/a', 'javascript:alert(1)'].map(
      url => answerPair({ ...pair, url }).sources[0]?.url,
    )
    assert.deepEqual(urls, ['https://exemple.fr/a', undefined])
  })

  it('is given by its owner, or by anybody when it is shared, if it was asked for', () => {
    const match = (owner: string, matches = true) => ({ pair: { owner }, matches })
    assert.deepEqual(pairFor('audrey', [match('carole'), match('audrey')]), { owner: 'audrey' })
    assert.deepEqual(pairFor('carole', [match('audrey'), match('shared')]), { owner: 'shared' })
    assert.equal(pairFor('carole', [match('audrey'), match('carole', false)]), undefined)
  })
})
