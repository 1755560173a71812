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
    others: [{ agent: 'audrey', text: 'C’est quoi un tunnel' }],
  } as unknown as RoutingDecision

  it('leaves to another specialist what is hers', () => {
    assert.equal(withoutOthers('C’est quoi un tunnel ? Et un carrousel ?', decision), 'Et un carrousel ?')
  })

  it('leaves whole what would say nothing without it', () => {
    assert.equal(
      withoutOthers('C’est quoi un tunnel ? Pourquoi ?', decision),
      'C’est quoi un tunnel ? Pourquoi ?',
    )
  })
})
