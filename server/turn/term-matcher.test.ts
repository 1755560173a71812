import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { wordsOf } from '../agents/fold-text.ts'
import { questionTerms } from './question-terms.ts'
import { createTermMatcher } from './term-matcher.ts'

const strengthOf = (asked: string, said: string) =>
  createTermMatcher(questionTerms(asked))(wordsOf(said)[0] ?? '')?.strength ?? 0

describe('createTermMatcher', () => {
  it('knows a word whatever its accents, number or spelling mistake', () => {
    assert.equal(strengthOf('émojis', 'emojis'), 1)
    assert.ok(strengthOf('formulaire', 'formulaires') >= 0.95)
    assert.ok(strengthOf('inscripton', 'inscription') >= 0.6)
  })

  it('knows words of one meaning', () => {
    for (const [asked, said] of [
      ['polices', 'fontes'],
      ['bandeau', 'bannière'],
      ['acheter', 'achat'],
    ] as const)
      assert.equal(strengthOf(asked, said), 1, said)
  })

  it('takes short words and numbers as they are', () => {
    assert.equal(strengthOf('SPF', 'spa'), 0)
    assert.equal(strengthOf('2031', '2032'), 0)
  })
})
