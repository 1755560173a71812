import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { WebhookEvent } from '../../contract/webhook-event.ts'
import type { EmbeddedDatabase } from '../database/embedded.ts'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { openTestTurns, readTurn, toTurnRequest } from '../testing/open-test-turns.ts'
import { toWebhookBody } from '../webhooks/post-event.ts'
import type { EventSettings } from './event-settings.ts'

const agents = join(import.meta.dirname, '../../agents')
const question = 'Combien de temps doit durer un réel ?'
/** The beginnings of Carole's offer. */
const offer = { fr: /\n\nOn revient souvent au même endroit/, en: /\n\nWe keep coming back to the same spot/ }

const everywhere = (includeQuestion = false): EventSettings => ({
  endpoints: {
    'turn.finished': ['one'],
    'conversation.escalated': ['one', 'two'],
    'conversation.loop_detected': ['two'],
  },
  includeQuestion,
})

describe('what a turn tells, and a visitor who goes round in circles', () => {
  let database: EmbeddedDatabase
  let conversations = 0
  before(async () => {
    database = await openTestDatabase()
  })
  after(() => database.close())

  async function open(events?: EventSettings, maxHistoryMessages = 10) {
    await database.query('delete from webhook_deliveries') // each team of a test counts its ids from 1
    const settings = { rateLimit: { messages: 1000, windowSeconds: 60 }, maxHistoryMessages, events }
    const { turns } = await openTestTurns({ database, agents, knowledge: {}, settings })
    const conversation_id = `conversation-${++conversations}`
    const say = async (message: string) => {
      // Two turns may tell something in the same millisecond: a turn comes a second after the one before.
      await database.query(`update webhook_deliveries set created_at = created_at - interval '1 second'`)
      const { reply, events: told } = await readTurn(
        await turns.begin(
          toTurnRequest({ conversation_id, user_id: conversation_id, message, message_id: undefined }),
        ),
      )
      const streamed = told.flatMap(event => (event.type === 'delta' ? [event.text] : [])).join('')
      assert.equal(streamed, reply.message, 'what is shown is what is stored')
      return reply.message
    }
    const statusOf = async () => {
      const [row] = await database.query(`select status from conversations where id = '${conversation_id}'`)
      return row?.status
    }
    /** The events of the conversation, as their receivers read them. */
    const queued = async () => {
      const rows = await database.query(`select type, endpoint, data, to_iso(created_at) as at
        from webhook_deliveries where conversation_id = '${conversation_id}' order by created_at, type, endpoint`)
      return rows.map(({ type, endpoint, data, at }) => ({
        endpoint,
        ...WebhookEvent.parse(
          JSON.parse(
            toWebhookBody(
              { type: String(type), data: JSON.parse(String(data)), createdAt: String(at) },
              { id: 'one', name: 'Une' },
            ),
          ),
        ),
      }))
    }
    return { say, statusOf, queued, conversation_id }
  }

  for (const history of [10, 4, 0]) {
    it(`offers at the seventh question alike, not at the sixth, once (history of ${history})`, async () => {
      const { say, statusOf, queued } = await open(everywhere(), history)
      for (let count = 1; count <= 6; count++) {
        assert.doesNotMatch(await say(question), offer.fr, `question ${count}`)
        assert.equal(await statusOf(), 'active')
      }
      assert.match(await say(question), offer.fr)
      assert.equal(await statusOf(), 'upsell_opportunity')
      assert.doesNotMatch(await say(question), offer.fr)
      const loops = (await queued()).filter(({ type }) => type === 'conversation.loop_detected')
      assert.equal(loops.length, 1)
      const [loop] = loops
      assert.ok(loop?.type === 'conversation.loop_detected')
      assert.deepEqual(
        [loop.endpoint, loop.data.agent, loop.data.similar_messages, loop.data.offered, loop.data.question],
        ['two', 'carole', 7, true, undefined],
      )
    })
  }

  it('offers nothing to who asks seven different things, or says "oui" seven times', async () => {
    const { say, statusOf } = await open()
    for (const subject of [
      'réels',
      'stories',
      'carrousels',
      'hashtags',
      'légendes',
      'couleurs de marque',
      'bio',
    ])
      await say(`Une idée pour mes ${subject} sur Instagram ?`)
    assert.equal(await statusOf(), 'active')
    await say(question)
    for (let count = 1; count <= 7; count++) await say('oui')
    assert.equal(await statusOf(), 'active')
  })

  it('finds the questions alike among others, in the language they are asked in', async () => {
    const { say } = await open()
    const english = 'How long should an Instagram reel be?'
    for (let count = 1; count <= 6; count++) {
      await say(english)
      if (count % 2 === 0) await say('How many hashtags for my Instagram posts?')
    }
    assert.match(await say('How long should an Instagram reel be, please?'), offer.en)
  })

  it('promises to tell the team only while an address takes what it is told', async () => {
    const stopped = new Set<string>()
    const { say } = await open({ ...everywhere(), isStopped: endpoint => stopped.has(endpoint) })
    const promise = /Je préviens l’équipe/
    stopped.add('one')
    assert.match(await say('Je veux parler à une personne'), promise)
    stopped.add('two')
    assert.doesNotMatch(await say('Je veux parler à une personne'), promise)
    stopped.clear()
    assert.match(await say('Je veux parler à une personne'), promise)
  })

  it('tells of each turn, and of a visitor who asks for a person, to those who want to know', async () => {
    const { say, queued, statusOf, conversation_id } = await open(everywhere())
    await say(question)
    await say('Je veux parler à une personne')
    await say('Je veux parler à une personne')
    assert.equal(await statusOf(), 'escalated')
    const events = await queued()
    assert.deepEqual(
      events.map(({ type, endpoint }) => `${type} → ${endpoint}`),
      [
        'turn.finished → one',
        'conversation.escalated → one',
        'conversation.escalated → two',
        'turn.finished → one',
        'conversation.escalated → one',
        'conversation.escalated → two',
        'turn.finished → one',
      ],
    )
    const escalated = events.flatMap(event => (event.type === 'conversation.escalated' ? [event.data] : []))
    assert.deepEqual(
      escalated.map(({ repeated, last_agent }) => [repeated, last_agent]),
      [
        [false, 'carole'],
        [false, 'carole'],
        [true, 'carole'],
        [true, 'carole'],
      ],
    )
    const [first] = events
    assert.ok(first?.type === 'turn.finished')
    assert.deepEqual(
      { ...first.data, confidence: 0, latency_ms: 0, message_id: '' },
      {
        conversation_id,
        message_id: '',
        agent: 'carole',
        confidence: 0,
        status: 'complete',
        answered_by: 'extractive',
        sources: 0,
        latency_ms: 0,
      },
    )
  })

  it('says to who asks for a person that the team is told when it is, and that nobody is when nobody is', async () => {
    const ask = async (events?: EventSettings, message = 'Je veux parler à une personne') =>
      (await open(events)).say(message)
    assert.match(await ask(everywhere()), /préviens l’équipe/)
    assert.match(await ask(everywhere(), 'I want to talk to a human'), /letting the team know/)
    for (const events of [undefined, { endpoints: { 'turn.finished': ['one'] }, includeQuestion: false }]) {
      assert.match(await ask(events), /ne prévient personne/)
      assert.match(await ask(events, 'I want to talk to a human'), /alerts nobody/)
    }
  })

  it('carries the visitor’s words only where the operator wants them', async () => {
    const silent = await open(everywhere())
    await silent.say(question)
    assert.doesNotMatch(JSON.stringify(await silent.queued()), /réel/)
    const telling = await open(everywhere(true))
    await telling.say(question)
    const [event] = await telling.queued()
    assert.equal(event?.type === 'turn.finished' && event.data.question, question)
    assert.ok(
      toWebhookBody(
        { type: 'x', createdAt: '', data: { question: '😀'.repeat(2000) } },
        { id: 'one', name: 'Une' },
      ).length < 20_000,
    )
  })

  it('tells nobody where nobody asked', async () => {
    const { say, queued } = await open()
    await say('Je veux parler à une personne')
    assert.deepEqual(await queued(), [])
  })
})
