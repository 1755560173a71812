import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { abandonTurn } from '../../operations/abandon-turn.ts'
import { beginTurn } from '../../operations/begin-turn.ts'
import { finishTurn } from '../../operations/finish-turn.ts'
import { readConversation } from '../../operations/read-conversation.ts'
import { releaseTurns } from '../../operations/release-turns.ts'
import { renewTurns } from '../../operations/renew-turns.ts'
import {
  admit,
  ageConversation,
  type ContractDatabase,
  countKinds,
  countRows,
  createIds,
  toBeginTurn,
  toFinishTurn,
} from './database-under-contract.ts'

type LeasedInput = ReturnType<typeof toBeginTurn> & { leaseHolder: string }

/** Turns: what is acknowledged is stored, a repeated message id is one turn, a lease is one answerer at a time. */
export function describeTurns(given: () => ContractDatabase): void {
  const rowsOf = (conversationId: string) =>
    countRows(given(), `messages where conversation_id = '${conversationId}'`)

  describe('a turn', () => {
    it('stores the question before it is admitted, and the answer before it is acknowledged', async () => {
      const { database } = given()
      const turn = toBeginTurn()
      const { history, messageId } = await admit(database, turn)
      assert.deepEqual(history, [])
      assert.equal(messageId, turn.messageId)
      const begun = await readConversation(database, { ...turn, limit: 10 })
      assert.equal(begun.kind === 'found' && begun.messages[0]?.status, 'running')

      const { kind, reply } = await finishTurn(database, toFinishTurn(turn))
      assert.equal(kind, 'stored')
      const { createdAt, ...rest } = reply
      assert.ok(Math.abs(Date.parse(createdAt) - Date.now()) < 60_000)
      assert.deepEqual(rest, {
        conversationId: turn.conversationId,
        messageId: turn.messageId,
        message: 'Trois emails suffisent.',
        agent: 'audrey',
        confidence: 0.9,
        reasoning: 'Une question d’emails.',
        sources: [{ document: 'emails.md', title: 'Emails', quote: 'Trois emails.' }],
        status: 'complete',
      })
    })

    it('gives the last messages before it, oldest first, with who answered', async () => {
      const { database } = given()
      const { conversationId, userId } = createIds()
      for (const index of [1, 2, 3]) {
        const turn = toBeginTurn({
          conversationId,
          userId,
          messageId: `m${index}`,
          content: `question ${index}`,
        })
        await admit(database, turn)
        await finishTurn(database, toFinishTurn(turn, { answer: `réponse ${index}`, agent: 'carole' }))
      }
      const { history } = await admit(database, toBeginTurn({ conversationId, userId, historyLimit: 3 }))
      assert.deepEqual(
        history.map(({ role, content, agent }) => [role, content, agent]),
        [
          ['assistant', 'réponse 2', 'carole'],
          ['user', 'question 3', 'carole'],
          ['assistant', 'réponse 3', 'carole'],
        ],
      )
    })

    it('leaves answers that failed out of the history', async () => {
      const { database } = given()
      const turn = toBeginTurn()
      await admit(database, turn)
      await finishTurn(database, toFinishTurn(turn, { status: 'failed' }))
      const { history } = await admit(database, { ...turn, messageId: 'next' })
      assert.deepEqual(
        history.map(({ role }) => role),
        ['user'],
      )
    })

    it('returns the stored answer when its message id comes again, and writes nothing', async () => {
      const { database } = given()
      const turn = toBeginTurn()
      await admit(database, turn)
      const { reply } = await finishTurn(database, toFinishTurn(turn))
      assert.deepEqual(await beginTurn(database, turn), { kind: 'finished', reply })
      assert.equal(await rowsOf(turn.conversationId), 2)
    })

    it('still returns the stored answer when the limit is reached', async () => {
      const { database } = given()
      const turn = toBeginTurn({ maxMessages: 1 })
      await admit(database, turn)
      await finishTurn(database, toFinishTurn(turn))
      assert.equal((await beginTurn(database, { ...turn, messageId: 'other' })).kind, 'limited')
      assert.equal((await beginTurn(database, turn)).kind, 'finished')
    })

    it('refuses a message id that comes again with another text', async () => {
      const { database } = given()
      const turn = toBeginTurn()
      await admit(database, turn)
      assert.deepEqual(await beginTurn(database, { ...turn, content: 'autre chose' }), { kind: 'reused' })
      await finishTurn(database, toFinishTurn(turn))
      assert.deepEqual(await beginTurn(database, { ...turn, content: 'autre chose' }), { kind: 'reused' })
    })

    it('keeps the same message id of two conversations apart', async () => {
      const { database } = given()
      const turn = toBeginTurn()
      await admit(database, turn)
      await finishTurn(database, toFinishTurn(turn))
      const elsewhere = toBeginTurn({ messageId: turn.messageId })
      await admit(database, elsewhere)
      const { kind } = await finishTurn(database, toFinishTurn(elsewhere, { answer: 'Autre réponse.' }))
      assert.equal(kind, 'stored')
    })

    it('admits one of 50 callers with the same message id; the others see it running', async () => {
      const { database } = given()
      const turn = toBeginTurn()
      const outcomes = await Promise.all(Array.from({ length: 50 }, () => beginTurn(database, turn)))
      assert.deepEqual(countKinds(outcomes), { admitted: 1, running: 49 })
      assert.equal(await rowsOf(turn.conversationId), 1)
    })

    it('keeps the first of 20 answers stored at once, and gives that one to all', async () => {
      const { database } = given()
      const turn = toBeginTurn()
      await admit(database, turn)
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          finishTurn(database, toFinishTurn(turn, { answer: `réponse ${index}` })),
        ),
      )
      assert.deepEqual(countKinds(outcomes), { stored: 1, finished: 19 })
      assert.equal(new Set(outcomes.map(({ reply }) => reply.message)).size, 1)
      assert.equal(await rowsOf(turn.conversationId), 2)
    })

    it('refuses an answer to a turn that was never begun', async () => {
      const { database } = given()
      await assert.rejects(finishTurn(database, toFinishTurn(createIds())))
    })

    it('marks the question with the agent, and the conversation with the status it is given', async () => {
      const { database } = given()
      const turn = toBeginTurn()
      await admit(database, turn)
      await finishTurn(database, toFinishTurn(turn, { agent: 'escalate', conversationStatus: 'escalated' }))
      const found = await readConversation(database, { ...turn, limit: 10 })
      assert.ok(found.kind === 'found')
      assert.equal(found.status, 'escalated')
      assert.deepEqual(
        found.messages.map(({ role, agent, status }) => [role, agent, status]),
        [
          ['user', 'escalate', 'complete'],
          ['assistant', 'escalate', 'complete'],
        ],
      )
    })

    it('keeps model, tokens, cost, latency and steps for operators', async () => {
      const { database, admin } = given()
      const turn = toBeginTurn()
      await admit(database, turn)
      const steps = [{ name: 'search', ms: 3.5 }]
      await finishTurn(
        database,
        toFinishTurn(turn, {
          model: 'vendor/model',
          promptTokens: 812,
          completionTokens: 95,
          cost: 0.000_123,
          latencyMs: 17.4,
          steps,
        }),
      )
      const [row] = await admin.query(`select model, prompt_tokens::int, completion_tokens::int, cost::text,
        latency_ms::int, steps::text from messages
        where conversation_id = '${turn.conversationId}' and role = 'assistant'`)
      assert.deepEqual(
        { ...row, steps: JSON.parse(String(row?.steps)) },
        {
          model: 'vendor/model',
          prompt_tokens: 812,
          completion_tokens: 95,
          cost: '0.000123',
          latency_ms: 17,
          steps,
        },
      )
    })
  })

  describe('a lease', () => {
    it('that is over gives the turn to the next caller, with no second row and nothing counted twice', async () => {
      const { database } = given()
      const turn = toBeginTurn({ leaseSeconds: 30 })
      const first = await admit(database, turn)
      await ageConversation(given(), turn.conversationId, 31)
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => beginTurn(database, turn)))
      assert.deepEqual(countKinds(outcomes), { admitted: 1, running: 9 })
      const again = outcomes.find(outcome => outcome.kind === 'admitted')
      assert.equal(again?.remaining, first.remaining)
      assert.equal(await rowsOf(turn.conversationId), 1)
    })

    it('is taken up with the history it had: nothing of the turn itself, nothing later', async () => {
      const { database } = given()
      const { conversationId, userId } = createIds()
      const turns = ['m1', 'm2', 'm3'].map(messageId =>
        toBeginTurn({ conversationId, userId, messageId, content: messageId }),
      )
      for (const turn of turns) await admit(database, turn)
      await ageConversation(given(), conversationId, 61)
      const [, second = toBeginTurn()] = turns
      const { history } = await admit(database, second)
      assert.deepEqual(
        history.map(({ content }) => content),
        ['m1'],
      )
    })

    it('lets its holder in again, whose first answer was lost, and nobody else', async () => {
      const { database } = given()
      const turn = toBeginTurn({ leaseHolder: 'request-1' })
      const first = await admit(database, turn)
      assert.equal((await admit(database, turn)).remaining, first.remaining)
      assert.equal((await beginTurn(database, { ...turn, leaseHolder: 'request-2' })).kind, 'running')
      const { leaseHolder: _, ...anonymous } = turn
      assert.equal((await beginTurn(database, anonymous)).kind, 'running')
      assert.equal(await rowsOf(turn.conversationId), 1)
    })

    it('is given up by its holder, and not by who held it before', async () => {
      const { database } = given()
      const turn = toBeginTurn({ leaseHolder: 'request-1', leaseSeconds: 30 })
      await admit(database, turn)
      await ageConversation(given(), turn.conversationId, 31)
      await admit(database, { ...turn, leaseHolder: 'request-2' })
      const giveUp = (leaseHolder: string) => abandonTurn(database, { ...turn, leaseHolder })
      assert.deepEqual(await giveUp('request-1'), { abandoned: false })
      assert.equal((await beginTurn(database, turn)).kind, 'running')
      assert.deepEqual(await giveUp('request-2'), { abandoned: true })
      await admit(database, turn)
    })

    it('is renewed by its holder only, until the turn has ended, and makes nothing', async () => {
      const { database } = given()
      const turn = toBeginTurn({ leaseHolder: 'request-1', leaseSeconds: 30 })
      const renew = async (leaseHolder: string) =>
        (await renewTurns(database, { turns: [{ ...turn, leaseHolder }], leaseSeconds: 30 })).renewed
      assert.equal(await renew('request-1'), 0)
      assert.equal(await rowsOf(turn.conversationId), 0)
      await admit(database, turn)
      await ageConversation(given(), turn.conversationId, 29)
      assert.equal(await renew('request-2'), 0)
      assert.equal(await renew('request-1'), 1)
      const other = { ...turn, leaseHolder: 'request-2' }
      await ageConversation(given(), turn.conversationId, 29)
      assert.equal((await beginTurn(database, other)).kind, 'running')
      await ageConversation(given(), turn.conversationId, 2)
      await admit(database, other)
      assert.equal(await renew('request-1'), 0)
      await finishTurn(database, toFinishTurn(turn))
      assert.equal(await renew('request-2'), 0)
    })

    it('is renewed with the others of its process, each for itself', async () => {
      const { database } = given()
      const holders = ['request-1', 'request-2', 'request-3']
      const turns = holders.map(leaseHolder => ({
        ...toBeginTurn({ leaseHolder, leaseSeconds: 30 }),
        leaseHolder,
      }))
      for (const turn of turns) await admit(database, turn)
      for (const turn of turns) await ageConversation(given(), turn.conversationId, 29)
      const [ended, mine, others] = turns as [LeasedInput, LeasedInput, LeasedInput]
      await finishTurn(database, toFinishTurn(ended))
      const asked = [ended, mine, { ...others, leaseHolder: 'request-4' }]
      assert.deepEqual(await renewTurns(database, { turns: asked, leaseSeconds: 30 }), { renewed: 1 })
      for (const turn of turns) await ageConversation(given(), turn.conversationId, 2)
      const again = (turn: LeasedInput) => beginTurn(database, { ...turn, leaseHolder: 'request-5' })
      assert.equal((await again(mine)).kind, 'running')
      assert.equal((await again(others)).kind, 'admitted')
      assert.deepEqual(await renewTurns(database, { turns: [], leaseSeconds: 30 }), { renewed: 0 })
    })

    it('that a clock since stepped back would keep for hours does not hold', async () => {
      const { database } = given()
      const turn = toBeginTurn()
      await admit(database, turn)
      await ageConversation(given(), turn.conversationId, -3600)
      await admit(database, turn)
    })

    it('ends for every turn when the one process that owns the database starts', async () => {
      const { database } = given()
      const turn = toBeginTurn()
      await admit(database, turn)
      assert.equal((await beginTurn(database, turn)).kind, 'running')
      const { released } = await releaseTurns(database)
      assert.ok(released >= 1)
      await admit(database, turn)
    })
  })

  describe('a text', () => {
    const roundTrip = async (content: string, answer: string) => {
      const { database } = given()
      const turn = toBeginTurn({ content })
      await admit(database, turn)
      await finishTurn(database, toFinishTurn(turn, { answer, reasoning: answer.slice(0, 100) }))
      const found = await readConversation(database, { ...turn, limit: 10 })
      assert.ok(found.kind === 'found')
      return found.messages.map(message => message.content)
    }

    it('comes back as it was, whatever the script', async () => {
      const texts = ['é😀👩‍👩‍👧‍👦 日本語 العربية', `"quotes" 'quotes' $1 \\u0041 \\ %s {} [] null`]
      for (const text of texts) assert.deepEqual(await roundTrip(text, text), [text, text])
    })

    it('is never read as SQL', async () => {
      const text = `'); drop table messages; -- $$ ; select 1`
      assert.deepEqual(await roundTrip(text, text), [text, text])
    })

    it('may be long', async () => {
      const question = '😀'.repeat(2000)
      const answer = 'Réponse. '.repeat(30_000)
      assert.deepEqual(await roundTrip(question, answer), [question, answer])
    })

    it('loses what Postgres cannot store, NUL and half characters, and nothing else', async () => {
      assert.deepEqual(await roundTrip('a\u0000b', 'c\ud800d\u0000'), ['ab', 'c\ufffdd'])
      const { database } = given()
      const turn = toBeginTurn()
      await admit(database, turn)
      const sources = [{ document: 'a\u0000.md', title: '\udc00', quote: 'x' }]
      const { reply } = await finishTurn(
        database,
        toFinishTurn(turn, { sources, steps: { 'a\u0000': '\ud83d' } }),
      )
      assert.deepEqual(reply.sources, [{ document: 'a.md', title: '\ufffd', quote: 'x' }])
    })

    it('of any kind comes back as it was', async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), async text => {
          const stored = text.replaceAll('\u0000', '')
          assert.deepEqual(await roundTrip(text, text), [stored, stored])
        }),
        { numRuns: 30 },
      )
    })
  })

  describe('messages of one conversation', () => {
    it('have instants that strictly increase, however many come at once', async () => {
      const { database, admin } = given()
      const { conversationId, userId } = createIds()
      const turns = Array.from({ length: 50 }, (_, index) =>
        toBeginTurn({ conversationId, userId, messageId: `m${index}`, maxMessages: 100 }),
      )
      await Promise.all(
        turns.map(async turn => {
          await admit(database, turn)
          await finishTurn(database, toFinishTurn(turn))
        }),
      )
      const [row] =
        await admin.query(`select count(*)::int as messages, count(distinct created_at)::int as instants
        from messages where conversation_id = '${conversationId}'`)
      assert.deepEqual(row, { messages: 100, instants: 100 })
    })

    it('go on increasing when the clock stepped back', async () => {
      const { database } = given()
      const turn = toBeginTurn()
      await admit(database, turn)
      await finishTurn(database, toFinishTurn(turn))
      await ageConversation(given(), turn.conversationId, -3600)
      const next = { ...turn, messageId: 'next' }
      const { history } = await admit(database, next)
      assert.equal(history.length, 2)
      await finishTurn(database, toFinishTurn(next))
      const found = await readConversation(database, { ...turn, limit: 10 })
      assert.ok(found.kind === 'found')
      assert.deepEqual(
        found.messages.map(message => [message.message_id, message.role]),
        [
          [turn.messageId, 'user'],
          [turn.messageId, 'assistant'],
          ['next', 'user'],
          ['next', 'assistant'],
        ],
      )
    })
  })
}
