import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { ConversationMessages } from '../contract/conversation.ts'
import type { WebhookReply } from '../contract/webhook-v1.ts'
import type { EmbeddedDatabase } from './database/embedded.ts'
import { AppError } from './errors.ts'
import type { Database, JsonObject } from './ports/database.ts'
import { createManualTimers } from './testing/manual-timers.ts'
import { openTestDatabase } from './testing/open-test-database.ts'
import { openTestTurns, testModels } from './testing/open-test-turns.ts'
import { decodeEvents } from './testing/read-events.ts'
import { createScriptedModel } from './testing/scripted-model.ts'
import { startTestApp, type TestApp } from './testing/start-test-app.ts'

// trust.md, R22: whichever call of a request the database fails, what is stored is whole, and asking again mends it.

/** The call fails before anything is done, or after it was done and its answer is lost. */
type Side = 'before' | 'after'
/** That call alone, or that one and all that come after it; because it is away, or because it refuses what it was asked. */
type Length = 'once' | 'from then on' | 'a defect, once'
const lengths: Length[] = ['once', 'from then on', 'a defect, once']

/** A database of which the n-th call fails. */
function createFailing(database: Database) {
  let plan: { at: number; side: Side; length: Length } | null = null
  let calls: string[] = []
  return {
    /** Fails the call `at` (from 1) of those that come now; null: none. */
    fail(next: typeof plan) {
      plan = next
      calls = []
    },
    /** Fails none any more, and gives the names of those that came. */
    heal(): string[] {
      plan = null
      return calls
    },
    database: {
      ...database,
      async call(name: string, args: JsonObject) {
        const at = calls.push(name)
        const fails = plan && (plan.length === 'from then on' ? at >= plan.at : at === plan.at) ? plan : null
        const failure =
          fails?.length === 'a defect, once' ? new Error('refused') : new AppError('database_unavailable')
        if (fails?.side === 'before') throw failure
        const result = await database.call(name, args)
        if (fails?.side === 'after') throw failure
        return result
      },
    } satisfies Database,
  }
}

let embedded: EmbeddedDatabase
let failing: ReturnType<typeof createFailing>
let app: TestApp
let ids = 0
before(async () => {
  embedded = await openTestDatabase()
  const root = join(import.meta.dirname, '..')
  failing = createFailing(embedded)
  const always = { always: ['Relance-la une heure après [1].'] }
  // Pauses pass at once, and count.
  const timers = createManualTimers()
  const { turns } = await openTestTurns({
    database: failing.database,
    agents: join(root, 'agents'),
    knowledge: { audrey: join(root, 'knowledge/audrey'), carole: join(root, 'knowledge/carole') },
    settings: {
      rateLimit: { messages: 1000, windowSeconds: 60 },
      leaseSeconds: 1,
      models: testModels,
      budget: { month: 1000, visitorDay: 100 },
    },
    models: {
      languageModel: createScriptedModel(timers, { first: always, second: always, small: always }),
      timers,
    },
    wait: timers.advance,
  })
  app = await startTestApp({ database: failing.database, turns })
})
after(async () => {
  await app.close()
  await embedded.close()
})

/** Statuses of a request that may have met the failure, and the codes they come with. */
const statuses = [200, 500, 503]
const codes = ['internal', 'database_unavailable']

const question = 'Quand relancer un panier abandonné ?'

interface Asked {
  user_id: string
  conversation_id: string
  message_id: string
}
const newTurn = (): Asked => {
  ids++
  return { user_id: `user-${ids}`, conversation_id: `conversation-${ids}`, message_id: `message-${ids}` }
}

async function readStored({ user_id, conversation_id }: Asked): Promise<ConversationMessages['messages']> {
  const response = await fetch(`${app.url}/api/conversations/${conversation_id}/messages?user_id=${user_id}`)
  assert.equal(response.status, 200)
  return ((await response.json()) as ConversationMessages).messages
}

/** The ways to ask a question: each tells the answer it got, or the code of its error. */
const ways: Record<string, (turn: Asked) => Promise<{ answer: string } | { code: string }>> = {
  async 'POST /api/chat'(turn) {
    const response = await app.post('/api/chat', { ...turn, message: question })
    assert.ok(statuses.includes(response.status), `${response.status}`)
    const { message, code } = (await response.json()) as { message: string; code: string }
    return response.ok ? { answer: message } : { code }
  },
  async 'POST /api/chat, streamed'(turn) {
    const accept = { accept: 'text/event-stream' }
    const response = await app.post('/api/chat', { ...turn, message: question }, accept)
    assert.ok(statuses.includes(response.status), `${response.status}`)
    if (!response.ok) return { code: ((await response.json()) as { code: string }).code }
    const last = decodeEvents(await response.text()).at(-1)
    const data = JSON.parse(last?.data ?? '')
    return last?.event === 'done' ? { answer: data.message } : { code: data.code }
  },
  async 'POST /webhook/chat'({ user_id, conversation_id, message_id }) {
    const body = { userId: user_id, conversationId: conversation_id, message: question }
    const response = await app.post('/webhook/chat', body, { 'idempotency-key': message_id })
    const { response: answer } = (await response.json()) as WebhookReply
    assert.ok(statuses.includes(response.status), `${response.status}`)
    return response.ok ? { answer } : { code: 'database_unavailable' }
  },
}

/** Does the work, which heals the database before it ends, once whole, then with each of its calls before that failing. */
async function failEach(work: (at: string) => Promise<string[]>): Promise<number> {
  failing.fail(null)
  const calls = [...(await work('none'))]
  for (const [index, name] of calls.entries())
    for (const side of ['before', 'after'] as const)
      for (const length of lengths) {
        failing.fail({ at: index + 1, side, length })
        await work(`${name}, ${side}, ${length}`)
      }
  return calls.length
}

describe('whichever call of a request the database fails', { timeout: 300_000 }, () => {
  for (const [way, ask] of Object.entries(ways))
    it(`${way}: nothing half is stored, and the same message again gets one answer`, async () => {
      const calls = await failEach(async at => {
        const turn = newTurn()
        const first = await ask(turn)
        if ('code' in first) assert.ok(codes.includes(first.code), `${at}: ${first.code}`)
        else assert.ok(first.answer, at)
        const calls = [...failing.heal()]
        const stored = await readStored(turn)
        const roles = stored.map(({ role }) => role)
        const allowed = 'code' in first ? [[], ['user'], ['user', 'assistant']] : [['user', 'assistant']]
        assert.ok(
          allowed.some(list => `${list}` === `${roles}`),
          `${at}: ${roles}`,
        )
        const again = await ask(turn)
        assert.ok('answer' in again, at)
        const [asked, answered, ...more] = await readStored(turn)
        assert.deepEqual([asked?.content, more], [question, []], at)
        assert.equal(answered?.status, 'complete', at)
        if ('answer' in first) assert.equal(again.answer, first.answer, at)
        const [money] = await embedded.query(
          'select (select sum(reserved) from spending)::float8 + (select sum(reserved) from visitor_spending)::float8 as kept',
        )
        assert.equal(money?.kept, 0, `${at}: money is still kept aside`)
        return calls
      })
      assert.ok(calls >= 3, `${calls}`)
    })

  it('a rating is stored whole or not at all, and given again it is there', async () => {
    const turn = newTurn()
    await ways['POST /api/chat']?.(turn)
    const rate = (rating: 'up' | 'down') =>
      app.post(`/api/messages/${turn.message_id}/feedback`, { user_id: turn.user_id, rating })
    const given = async () => (await readStored(turn)).at(-1)?.feedback ?? null
    let before: 'up' | 'down' | null = null
    const calls = await failEach(async at => {
      const rating = before === 'up' ? 'down' : 'up'
      const { status } = await rate(rating)
      assert.ok(statuses.includes(status), at)
      const met = [...failing.heal()]
      const now = await given()
      assert.ok(now === rating || (status !== 200 && now === before), at)
      assert.equal((await rate(rating)).status, 200)
      assert.equal(await given(), rating, at)
      before = rating
      return met
    })
    assert.ok(calls >= 1)
  })
})
