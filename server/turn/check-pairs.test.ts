import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { checkPairs } from './check-pairs.ts'
import { leastScore, questionLikeness } from './match-pairs.ts'

const pair = (answer: string, ...questions: string[]) => ({ owner: 'audrey', questions, answer })

describe('checking pairs', () => {
  it('finds two that answer the same question differently, and two that repeat each other, the first kind first', () => {
    const pairs = [
      pair('30 €', 'Quel est le prix ?', 'Vos tarifs ?'),
      pair('Oui.', 'Puis-je annuler mon contrat ?'),
      pair('oui.', 'puis je annuler un contrat'),
      pair('40 €', 'C’est combien ?', 'Combien ça coûte ?'),
      pair('Non.', 'Pourquoi annuler mon contrat ?'),
    ]
    assert.deepEqual(
      checkPairs(pairs).map(({ kind, one, other }) => [kind, one.answer, other.answer]),
      [
        ['contradiction', '30 €', '40 €'],
        ['repetition', 'Oui.', 'oui.'],
      ],
    )
  })

  it('leaves alone what two specialists answer, but not what everybody shares', () => {
    const [own, other] = [pair('a', 'Quel délai ?'), { ...pair('b', 'Quel délai ?'), owner: 'carole' }]
    assert.deepEqual(checkPairs([own, other]), [])
    assert.equal(checkPairs([own, { ...other, owner: 'shared' }]).length, 1)
  })

  it('finds what comparing every question with every other finds', () => {
    const words = 'prix coûte offre annuler contrat délai livraison comment combien le'.split(' ')
    const question = fc
      .array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 })
      .map(list => list.join(' '))
    const some = fc.array(
      fc.record({
        owner: fc.constantFrom('audrey', 'carole', 'shared'),
        questions: fc.array(question, { minLength: 1, maxLength: 2 }),
        answer: fc.constantFrom('a', 'b'),
      }),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(some, pairs => {
        const expected = pairs.flatMap((one, at) =>
          pairs.slice(at + 1).filter(other => {
            const together = one.owner === other.owner || one.owner === 'shared' || other.owner === 'shared'
            const alike = one.questions.some(first =>
              other.questions.some(second => questionLikeness(first, second) >= leastScore),
            )
            return together && alike
          }),
        )
        assert.equal(checkPairs(pairs).length, expected.length)
      }),
    )
  })
})
