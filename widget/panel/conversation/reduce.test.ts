import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fastCheck from 'fast-check'
import type { StoredMessage } from '../../../contract/conversation.ts'
import type { TurnEvent } from './chat-event.ts'
import { type Action, initialState, reduce } from './reduce.ts'

const run = (...actions: Action[]) => actions.reduce(reduce, initialState)
const asked = (message_id = 'm1'): Action => ({ type: 'asked', message_id, text: `Question ${message_id}` })
const received = (event: TurnEvent, message_id = 'm1'): Action => ({ type: 'received', message_id, event })
const delta = (text: string): Action => received({ type: 'delta', text })
const done: TurnEvent = { type: 'done', text: 'Réponse entière', agent: 'carole', sources: [] }
const source = { document: 'd', title: 'Guide', quote: 'mot à mot' }

const stored = (given: Partial<StoredMessage> = {}): StoredMessage => ({
  id: 'row',
  message_id: 'm1',
  role: 'user',
  content: 'Question m1',
  agent: null,
  confidence: null,
  sources: [],
  feedback: null,
  status: 'complete',
  created_at: '',
  ...given,
})
const storedAnswer = (given: Partial<StoredMessage> = {}): StoredMessage =>
  stored({ role: 'assistant', content: 'Réponse entière', agent: 'carole', ...given })
const history = (...messages: StoredMessage[]): Action => ({ type: 'history', messages })
const lines = (...actions: Action[]) =>
  run(...actions).messages.map(({ role, status, text }) => `${role} ${status} ${text}`)

describe('what happens to a conversation', () => {
  it('gathers the text of an answer and replaces it, and its sources, by the stored one', () => {
    const before = run(asked(), received({ type: 'sources', sources: [source] }), delta('Ré'), delta('p'))
    assert.equal(before.messages[1]?.text, 'Rép')
    assert.deepEqual(before.messages[1]?.sources, [source])
    const after = reduce(before, received(done)).messages[1]
    assert.deepEqual([after?.text, after?.status, after?.sources], ['Réponse entière', 'done', []])
  })

  it('keeps half an answer in sight while it is asked for again, until new words come', () => {
    const cut: Action = { type: 'failed', message_id: 'm1', failure: { code: 'cut' } }
    const again: Action = { type: 'sending', message_id: 'm1' }
    assert.deepEqual(lines(asked(), delta('Ré'), cut), ['user done Question m1', 'assistant partial Ré'])
    assert.deepEqual(lines(asked(), delta('Ré'), cut, again), [
      'user done Question m1',
      'assistant waiting Ré',
    ])
    const accepted = received({ type: 'accepted' })
    assert.deepEqual(
      lines(asked(), delta('Ré'), cut, again, accepted, delta('Réponse')).at(-1),
      'assistant streaming Réponse',
    )
  })

  it('keeps a question that could not be sent, and an answer beside its own question', () => {
    const failed: Action = { type: 'failed', message_id: 'm1', failure: { code: 'offline' } }
    assert.deepEqual(lines(asked(), asked('m2'), failed), [
      'user unsent Question m1',
      'user queued Question m2',
    ])
    assert.deepEqual(lines(asked(), asked('m2'), received({ type: 'accepted' })), [
      'user done Question m1',
      'assistant waiting ',
      'user queued Question m2',
    ])
    assert.deepEqual(lines(asked(), failed, asked('m2')).at(-1), 'user sending Question m2')
    assert.deepEqual(lines(asked(), failed, { type: 'dropped', message_id: 'm1' }), [])
  })

  it('takes an answer without any event before it', () => {
    assert.deepEqual(lines(asked(), received(done)), [
      'user done Question m1',
      'assistant done Réponse entière',
    ])
  })

  it('shows a stored conversation: answered, cut, still waiting, of version 1', () => {
    assert.deepEqual(
      lines(
        history(
          stored({ message_id: 'v1-a', content: 'Ancienne' }),
          storedAnswer({ message_id: 'v1-b', content: 'Vieille réponse' }),
          stored(),
          storedAnswer({ status: 'partial' }),
          stored({ message_id: 'm2', content: 'Et là ?', status: 'running' }),
        ),
      ),
      [
        'user done Ancienne',
        'assistant done Vieille réponse',
        'user done Question m1',
        'assistant partial Réponse entière',
        'user done Et là ?',
        'assistant waiting ',
      ],
    )
  })

  it('puts the history before what was asked while it loaded, and keeps what is older than it', () => {
    assert.deepEqual(lines(asked('new'), history(stored(), storedAnswer())), [
      'user done Question m1',
      'assistant done Réponse entière',
      'user sending Question new',
    ])
    const older = [stored({ message_id: 'm0', content: 'Avant' }), storedAnswer({ message_id: 'm0' })]
    assert.deepEqual(
      lines(history(...older, stored(), storedAnswer()), history(stored(), storedAnswer())).map(
        line => line.split(' ')[2],
      ),
      ['Avant', 'Réponse', 'Question', 'Réponse'],
    )
  })

  it('believes the server, but for an answer that arrives or was stopped here', () => {
    const stopped: Action = { type: 'stopped', message_id: 'm1' }
    const truth = history(stored(), storedAnswer({ feedback: 'up' }))
    assert.equal(lines(asked(), delta('Ré'), truth).at(-1), 'assistant streaming Ré')
    assert.equal(lines(asked(), delta('Ré'), stopped, truth).at(-1), 'assistant stopped Ré')
    assert.equal(lines(asked(), truth).at(-1), 'assistant done Réponse entière')
    assert.equal(run(asked(), received(done), truth).messages[1]?.rating, 'up')
    assert.equal(
      lines(asked(), received(done), history(stored({ status: 'running' }))).at(-1),
      'assistant done Réponse entière',
    )
  })

  it('marks where another specialist speaks than before, the team’s own words left out', () => {
    const say = (message_id: string, agent: string): Action[] => [
      asked(message_id),
      received({ ...done, agent }, message_id),
    ]
    const { messages } = run(
      ...say('m1', 'escalate'),
      ...say('m2', 'audrey'),
      ...say('m3', 'escalate'),
      ...say('m4', 'audrey'),
      ...say('m5', 'carole'),
    )
    assert.deepEqual(
      messages.filter(({ agentChanged }) => agentChanged).map(({ message_id }) => message_id),
      ['m5'],
    )
  })

  const ids = fastCheck.constantFrom('m1', 'm2', 'm3')
  const event = fastCheck.oneof(
    fastCheck.constant<TurnEvent>({ type: 'accepted' }),
    fastCheck
      .constantFrom('audrey', 'carole', 'escalate')
      .map((agent): TurnEvent => ({ type: 'agent', agent })),
    fastCheck.string().map((text): TurnEvent => ({ type: 'delta', text })),
    fastCheck.constant(done),
  )
  const message = fastCheck.record({
    message_id: ids,
    role: fastCheck.constantFrom('user' as const, 'assistant' as const),
    status: fastCheck.constantFrom(
      'running' as const,
      'complete' as const,
      'partial' as const,
      'failed' as const,
    ),
  })
  /** The server stores a row a turn and role, an answer after its question; that of the first may be out of sight. */
  const rows = fastCheck
    .uniqueArray(message, { selector: ({ message_id, role }) => message_id + role })
    .map(messages =>
      messages.toSorted((one, other) =>
        `${one.message_id}${other.role}`.localeCompare(`${other.message_id}${one.role}`),
      ),
    )
    .map(messages =>
      messages.filter(
        ({ message_id, role }, index) =>
          role === 'user' || index === 0 || messages[index - 1]?.message_id === message_id,
      ),
    )
  const action: fastCheck.Arbitrary<Action> = fastCheck.oneof(
    ids.map(message_id => ({ type: 'sending' as const, message_id })),
    ids.map(message_id => ({ type: 'stopped' as const, message_id })),
    ids.map(message_id => ({ type: 'failed' as const, message_id, failure: { code: 'cut' as const } })),
    fastCheck.record({ type: fastCheck.constant('received' as const), message_id: ids, event }),
    ids.map(message_id => ({
      type: 'rated' as const,
      message_id,
      rating: 'up' as const,
      ratingFailure: null,
    })),
    rows.map(messages => history(...messages.map(stored))),
  )

  it('never loses, doubles or disorders a message, whatever happens', () => {
    fastCheck.assert(
      fastCheck.property(fastCheck.array(action, { maxLength: 25 }), actions => {
        let state = run(asked('m1'), asked('m2'), asked('m3'))
        for (const next of actions) {
          const { messages } = state
          state = reduce(state, next)
          const keys = state.messages.map(({ key }) => key)
          assert.equal(new Set(keys).size, keys.length, 'no message twice')
          for (const { key } of messages) assert.ok(keys.includes(key), `${key} is still there`)
          for (const id of ['m1', 'm2', 'm3']) {
            const answer = keys.indexOf(`${id}assistant`)
            if (answer >= 0) assert.ok(keys.indexOf(`${id}user`) < answer, 'an answer follows its question')
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  it('is the same when the same history comes twice, with the same objects', () => {
    fastCheck.assert(
      fastCheck.property(fastCheck.array(action, { maxLength: 10 }), rows, (actions, messages) => {
        const once = run(asked('m1'), asked('m2'), asked('m3'), ...actions, history(...messages.map(stored)))
        const twice = reduce(once, history(...messages.map(stored)))
        assert.equal(twice.messages.length, once.messages.length)
        for (const [index, next] of twice.messages.entries()) assert.equal(next, once.messages[index])
      }),
      { numRuns: 500 },
    )
  })

  it('leaves what it does not touch the very same objects', () => {
    const before = run(asked('m1'), asked('m2'), received({ type: 'accepted' }, 'm2'))
    const after = reduce(before, received({ type: 'delta', text: 'a' }, 'm2'))
    assert.equal(after.messages[0], before.messages[0])
    assert.equal(after.messages[1], before.messages[1])
    assert.notEqual(after.messages[2], before.messages[2])
  })
})
