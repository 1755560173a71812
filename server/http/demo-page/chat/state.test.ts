import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ChatEvent } from '../../../../contract/chat.ts'
import type { StoredMessage } from '../../../../contract/conversation.ts'
import { type Action, initialState, reduce } from './state.js'

const run = (...actions: Action[]) => actions.reduce(reduce, initialState)
const received = (event: ChatEvent): Action => ({ type: 'received', id: 'm1', event })
const asked: Action = { type: 'asked', id: 'm1', question: 'Bonjour' }
const sent: Action = { type: 'sent', id: 'm1' }
const agent = received({ type: 'agent', agent: 'carole', confidence: 0.8, reasoning: '' })
const done = received({
  type: 'done',
  reply: {
    conversation_id: 'c',
    message_id: 'm1',
    message: 'Réponse entière',
    agent: 'carole',
    confidence: 0.8,
    reasoning: '',
    sources: [],
    timestamp: '',
  },
})

const stored = (message: Partial<StoredMessage>): StoredMessage => ({
  id: 'row',
  message_id: 'm1',
  role: 'user',
  content: 'Bonjour',
  agent: null,
  confidence: null,
  sources: [],
  feedback: null,
  status: 'complete',
  created_at: '',
  ...message,
})

describe('chat state', () => {
  it('gathers the text of an answer and replaces it by the stored one', () => {
    const arriving = run(
      asked,
      sent,
      agent,
      received({ type: 'delta', text: 'Ré' }),
      received({ type: 'delta', text: 'p' }),
    )
    assert.deepEqual(
      arriving.turns.map(({ status, agent, answer }) => ({ status, agent, answer })),
      [{ status: 'answering', agent: 'carole', answer: 'Rép' }],
    )
    const [turn] = reduce(arriving, done).turns
    assert.equal(turn?.status, 'done')
    assert.equal(turn?.answer, 'Réponse entière')
  })

  it('keeps question and half an answer when the line is cut, and starts clean when sent again', () => {
    const cut = run(asked, sent, received({ type: 'delta', text: 'Ré' }), {
      type: 'failed',
      id: 'm1',
      failure: { kind: 'cut' },
    })
    assert.deepEqual(cut.turns[0]?.failure, { kind: 'cut' })
    assert.equal(cut.turns[0]?.answer, 'Ré')
    const again = reduce(reduce(cut, { type: 'retried', id: 'm1' }), sent)
    assert.deepEqual({ ...again.turns[0] }, { ...run(asked, sent).turns[0] })
  })

  it('takes an error event as the end of the turn', () => {
    const [turn] = run(asked, sent, received({ type: 'error', code: 'internal', message: 'Désolée.' })).turns
    assert.equal(turn?.status, 'failed')
    assert.deepEqual(turn?.failure, { kind: 'failed', detail: 'Désolée.' })
  })

  it('leaves other turns the very same objects', () => {
    const state = run(asked, { type: 'asked', id: 'm2', question: 'Et ?' })
    const next = reduce(state, sent)
    assert.equal(next.turns[1], state.turns[1])
    assert.notEqual(next.turns[0], state.turns[0])
  })

  it('builds turns of a stored conversation: answered, interrupted and still waiting', () => {
    const messages = [
      stored({}),
      stored({ role: 'assistant', content: 'Salut', agent: 'audrey' }),
      stored({ message_id: 'm2', content: 'Encore' }),
      stored({ message_id: 'm2', role: 'assistant', content: 'Moi', status: 'partial' }),
      stored({ message_id: 'm3', content: 'Et là ?', status: 'running' }),
    ]
    const { turns } = run({ type: 'history_loaded', messages })
    assert.deepEqual(
      turns.map(({ id, status, answer, partial }) => ({ id, status, answer, partial })),
      [
        { id: 'm1', status: 'done', answer: 'Salut', partial: false },
        { id: 'm2', status: 'done', answer: 'Moi', partial: true },
        { id: 'm3', status: 'waiting', answer: '', partial: false },
      ],
    )
  })

  it('puts the history before what was asked while it loaded', () => {
    const state = run(
      { type: 'asked', id: 'new', question: 'Vite' },
      { type: 'history_loaded', messages: [stored({})] },
    )
    assert.deepEqual(
      state.turns.map(({ id }) => id),
      ['m1', 'new'],
    )
  })
})
