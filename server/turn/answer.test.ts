import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RoutingDecision } from '../agents/choose-agent.ts'
import { withoutOthers } from './answer.ts'

describe('withoutOthers', () => {
  const decision = {
    kind: 'agent',
    agent: 'carole',
    confidence: 1,
    reasoning: '',
    others: [
      { agent: 'audrey', text: 'C’est quoi un tunnel' },
      { agent: 'audrey', text: 'comment trier mes emails' },
      { agent: 'audrey', text: 'un prix sur Kajabi' },
    ],
  } as unknown as RoutingDecision

  it('leaves to another specialist what is hers', () => {
    assert.equal(withoutOthers('C’est quoi un tunnel ? Et un carrousel ?', decision), 'Et un carrousel ?')
  })

  it('leaves no joining word at the end, and what is no question of its own where it is', () => {
    assert.equal(
      withoutOthers('Comment choisir mes couleurs et comment trier mes emails ?', decision),
      'Comment choisir mes couleurs ?',
    )
    const one = 'Comment créer une offre et un prix sur Kajabi ?'
    assert.equal(withoutOthers(one, decision), one)
  })

  it('leaves whole what would say nothing without it', () => {
    assert.equal(
      withoutOthers('C’est quoi un tunnel ? Pourquoi ?', decision),
      'C’est quoi un tunnel ? Pourquoi ?',
    )
  })
})
