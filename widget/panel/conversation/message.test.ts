import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fastCheck from 'fast-check'
import type { StoredMessage } from '../../../contract/conversation.ts'
import type { TurnEvent } from './chat-event.ts'
import { mergeHistory } from './merge-history.ts'
import { ask, type Messages, patch, receive, settle } from './message.ts'

type Change = (messages: Messages) => Messages

const run = (...changes: Change[]) => changes.reduce<Messages>((messages, change) => change(messages), [])
const asked =
  (message_id = 'm1'): Change =>
  messages =>
    ask(messages, message_id, `Question ${message_id}`)
const received =
  (event: TurnEvent, message_id = 'm1'): Change =>
  messages =>
    receive(messages, message_id, event)
const failed: Change = messages => settle(messages, 'm1', 'failed', { code: 'cut' })
const sending: Change = messages => settle(messages, 'm1', 'sending')
const delta = (text: string): Change => received({ type: 'delta', text })
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
const history =
  (...stored: StoredMessage[]): Change =>
  messages =>
    mergeHistory(messages, stored)
const lines = (...changes: Change[]) =>
  run(...changes).map(({ role, status, text }) => `${role} ${status} ${text}`)

describe('what happens to a conversation', () => {
  it('gathers the text of an answer and replaces it, and its sources, by the stored one', () => {
    const before = run(asked(), received({ type: 'sources', sources: [source] }), delta('Ré'), delta('p'))
    assert.equal(before[1]?.text, 'Rép')
    assert.deepEqual(before[1]?.sources, [source])
    const after = received(done)(before)[1]
    assert.deepEqual([after?.text, after?.status, after?.sources], ['Réponse entière', 'done', []])
  })

  it('keeps half an answer in sight while it is asked for again, until new words come', () => {
    assert.deepEqual(lines(asked(), delta('Ré'), failed), ['user done Question m1', 'assistant partial Ré'])
    assert.deepEqual(lines(asked(), delta('Ré'), failed, sending), [
      'user done Question m1',
      'assistant waiting Ré',
    ])
    const accepted = received({ type: 'accepted' })
    assert.deepEqual(
      lines(asked(), delta('Ré'), failed, sending, accepted, delta('Réponse')).at(-1),
      'assistant streaming Réponse',
    )
  })

  it('keeps a question that could not be sent, and an answer beside its own question', () => {
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
    const stopped: Change = messages => settle(messages, 'm1', 'stopped')
    const truth = history(stored(), storedAnswer({ feedback: 'up' }))
    assert.equal(lines(asked(), delta('Ré'), truth).at(-1), 'assistant streaming Ré')
    assert.equal(lines(asked(), delta('Ré'), stopped, truth).at(-1), 'assistant stopped Ré')
    assert.equal(lines(asked(), truth).at(-1), 'assistant done Réponse entière')
    assert.equal(run(asked(), received(done), truth)[1]?.rating, 'up')
    assert.equal(
      lines(asked(), received(done), history(stored({ status: 'running' }))).at(-1),
      'assistant done Réponse entière',
    )
  })

  it('marks where another specialist speaks than before, the team’s own words left out', () => {
    const say = (message_id: string, agent: string): Change[] => [
      asked(message_id),
      received({ ...done, agent }, message_id),
    ]
    const messages = run(
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
  const change: fastCheck.Arbitrary<Change> = fastCheck.oneof(
    fastCheck
      .tuple(ids, fastCheck.constantFrom('sending' as const, 'stopped' as const, 'failed' as const))
      .map(
        ([message_id, outcome]): Change =>
          messages =>
            settle(messages, message_id, outcome),
      ),
    fastCheck.tuple(ids, event).map(([message_id, event]) => received(event, message_id)),
    ids.map(
      (message_id): Change =>
        messages =>
          patch(messages, `${message_id}assistant`, { rating: 'up', ratingFailure: null }),
    ),
    rows.map(messages => history(...messages.map(stored))),
  )

  it('never loses, doubles or disorders a message, whatever happens', () => {
    fastCheck.assert(
      fastCheck.property(fastCheck.array(change, { maxLength: 25 }), changes => {
        let messages = run(asked('m1'), asked('m2'), asked('m3'))
        for (const next of changes) {
          const before = messages
          messages = next(messages)
          const keys = messages.map(({ key }) => key)
          assert.equal(new Set(keys).size, keys.length, 'no message twice')
          for (const { key } of before) assert.ok(keys.includes(key), `${key} is still there`)
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
      fastCheck.property(fastCheck.array(change, { maxLength: 10 }), rows, (changes, messages) => {
        const once = run(asked('m1'), asked('m2'), asked('m3'), ...changes, history(...messages.map(stored)))
        const twice = history(...messages.map(stored))(once)
        assert.equal(twice.length, once.length)
        for (const [index, next] of twice.entries()) assert.equal(next, once[index])
      }),
      { numRuns: 500 },
    )
  })

  it('leaves what it does not touch the very same objects', () => {
    const before = run(asked('m1'), asked('m2'), received({ type: 'accepted' }, 'm2'))
    const after = received({ type: 'delta', text: 'a' }, 'm2')(before)
    assert.equal(after[0], before[0])
    assert.equal(after[1], before[1])
    assert.notEqual(after[2], before[2])
  })
})
