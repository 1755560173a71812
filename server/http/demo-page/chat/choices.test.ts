import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { choicesOf } from './choices.js'
import type { Turn } from './state.js'

const agents = ['Audrey', 'Carole', 'Léa'].map(name => ({
  id: name.toLowerCase(),
  name,
  emoji: '🌿',
  colour: '#112233',
  description: '',
}))

const answered = (answer: string, changed: Partial<Turn> = {}): Turn => ({
  id: 'm1',
  question: 'Bonjour',
  status: 'done',
  agent: 'escalate',
  answer,
  sources: [],
  partial: false,
  failure: null,
  ...changed,
})
const names = (turn: Turn | undefined) => choicesOf(turn, agents).map(({ name }) => name)
const question = 'Ta question est plutôt pour Carole ou Audrey\u00a0?'

describe('choices after a clarifying question', () => {
  it('are the specialists it names, in its order', () => {
    assert.deepEqual(names(answered(question)), ['Carole', 'Audrey'])
    assert.deepEqual(names(answered('Audrey, **Léa**, or Carole?\n')), ['Audrey', 'Léa', 'Carole'])
  })

  it('are none when the team does not ask, or names fewer than two', () => {
    for (const text of [
      'Tu peux interroger Audrey ou Carole.',
      'Audrey ou Carole ? Écris à a@b.example.',
      'Ta question est-elle pour Audrey ?',
      'Pour Audreyane ou Caroles ?',
      '',
    ])
      assert.deepEqual(names(answered(text)), [], text)
  })

  it('are none for a specialist’s answer, an unfinished one, or no answer at all', () => {
    assert.deepEqual(names(answered(question, { agent: 'audrey' })), [])
    assert.deepEqual(names(answered(question, { status: 'answering' })), [])
    assert.deepEqual(names(answered(question, { partial: true })), [])
    assert.deepEqual(names(undefined), [])
  })
})
