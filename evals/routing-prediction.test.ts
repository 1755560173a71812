import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RoutingDecision } from '../server/agents/routing-decision.ts'
import { toPrediction } from './routing-prediction.ts'

const told = { confidence: 0.8, reasoning: '', candidates: ['a', 'b'] }
const escalation = (kind: 'clarify' | 'human' | 'out_of_scope'): RoutingDecision => ({
  ...told,
  kind,
  agent: 'escalate',
})
const isRight = (decision: RoutingDecision, label: string) =>
  toPrediction({ decision, label, outside: 'oos', courtesies: ['hello'] }).right

test('a specialist, answering or asked about, is right when the message is theirs', () => {
  const answer: RoutingDecision = { ...told, kind: 'agent', agent: 'a' }
  for (const decision of [answer, escalation('clarify')]) {
    assert.deepEqual(
      [isRight(decision, 'a'), isRight(decision, 'b'), isRight(decision, 'oos')],
      [true, false, false],
    )
  }
})

test('out of scope is right for what is nobody’s, and only for that', () => {
  assert.deepEqual(
    [isRight(escalation('out_of_scope'), 'oos'), isRight(escalation('out_of_scope'), 'a')],
    [true, false],
  )
  const { right } = toPrediction({
    decision: escalation('out_of_scope'),
    label: 'a',
    outside: null,
    courtesies: [],
  })
  assert.equal(right, false)
})

test('small talk is right for a courtesy, a person for nothing in these sets', () => {
  const talk: RoutingDecision = { ...told, kind: 'smalltalk', topic: 'greeting', agent: 'escalate' }
  assert.deepEqual([isRight(talk, 'hello'), isRight(talk, 'a')], [true, false])
  assert.equal(isRight(escalation('human'), 'a'), false)
})

test('the confidence is the one the visitor is told', () => {
  const { confidence } = toPrediction({
    decision: escalation('human'),
    label: 'a',
    outside: null,
    courtesies: [],
  })
  assert.equal(confidence, 0.8)
})
