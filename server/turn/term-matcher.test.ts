import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { wordsOf } from '../agents/fold-text.ts'
import { stemWord } from '../agents/stem-word.ts'
import { questionTerms, type Term } from './question-terms.ts'
import { sameMeaning } from './same-meaning.ts'
import { createTermMatcher } from './term-matcher.ts'
import { trigrams, wordForm } from './word-form.ts'

const strengthOf = (asked: string, said: string) =>
  createTermMatcher(questionTerms(asked))(wordForm(wordsOf(said)[0] ?? ''))?.strength ?? 0

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

  it('forgives a name a mistake, but not in its first letter', () => {
    assert.ok(strengthOf('le prix de Kajabbi', 'kajabi') > 0.6)
    assert.equal(strengthOf('un iPhone', 'phone'), 0)
  })

  it('takes short words and numbers as they are', () => {
    assert.equal(strengthOf('SPF', 'spa'), 0)
    assert.equal(strengthOf('2031', '2032'), 0)
  })
})

it('says of any word what comparing all trigrams says', () => {
  const letters = fc.constantFrom(...'aeinorst')
  const word = fc.string({ unit: letters, minLength: 1, maxLength: 9 })
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), word, fc.nat(8), (asked, said, at) => {
      // A slip of one letter in a word that was asked, so that many are alike.
      const [first = ''] = asked
      for (const text of [said, `${first.slice(0, at)}e${first.slice(at + 1)}`]) {
        const terms = questionTerms(asked.join(' '))
        const found = createTermMatcher(terms)(wordForm(text))
        assert.equal(found?.strength ?? 0, slowStrength(terms, text), `${asked} / ${text}`)
      }
    }),
  )
})

function slowStrength(terms: readonly Term[], word: string): number {
  const same = sameMeaning(word)
  if (terms.some(term => term.word === same)) return 1
  if (word.length > 2 && terms.some(term => term.stem === stemWord(word))) return 0.95
  const fuzzy = terms.filter(term => term.word.length > 3 && word.length > 3)
  const likeness = fuzzy.map(term => {
    const [own, other] = [trigrams(word), trigrams(term.word)]
    const shared = own.filter(gram => other.includes(gram)).length
    return (2 * Math.min(shared, other.length)) / (own.length + other.length)
  })
  const best = Math.max(0, ...likeness)
  return best >= 0.68 ? best * 0.9 : 0
}
