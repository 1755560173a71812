import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Message } from '../conversation/conversation-state.ts'
import { choicesOf } from './choices-of.ts'

const agents = ['Audrey', 'Carole', 'Léa', 'Marie-Ève'].map(name => ({
  id: name.toLowerCase(),
  name,
  emoji: '🌿',
  colour: '#112233',
  description: '',
}))

const answered = (text: string, changed: Partial<Message> = {}): Message => ({
  key: 'm1a',
  message_id: 'm1',
  role: 'assistant',
  text,
  status: 'done',
  agent: 'escalate',
  agentChanged: false,
  sources: [],
  rating: null,
  failure: null,
  ratingFailure: null,
  ...changed,
})
const names = (message: Message | undefined) => choicesOf(message, agents).map(({ name }) => name)
const question = 'Ta question est plutôt pour Carole ou Audrey\u00a0?'

describe('choices after a clarifying question', () => {
  it('are the specialists it names, in its order', () => {
    assert.deepEqual(names(answered(question)), ['Carole', 'Audrey'])
    assert.deepEqual(names(answered('Audrey, **Léa**, or Carole?\n')), ['Audrey', 'Léa', 'Carole'])
    assert.deepEqual(names(answered('Marie-Ève ou Léa ?')), ['Marie-Ève', 'Léa'])
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
    assert.deepEqual(names(answered(question, { status: 'streaming' })), [])
    assert.deepEqual(names(answered(question, { status: 'partial' })), [])
    assert.deepEqual(names(undefined), [])
  })
})
