import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { beginTurn } from '../../operations/begin-turn.ts'
import { finishTurn } from '../../operations/finish-turn.ts'
import { readConversation } from '../../operations/read-conversation.ts'
import {
  admit,
  type ContractDatabase,
  countKinds,
  countRows,
  createIds,
  toBeginTurn,
  toFinishTurn,
} from './database-under-contract.ts'

/** Turns: what is acknowledged is stored, a repeated message id is one turn. */
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
}
