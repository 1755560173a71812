import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { finishTurn } from '../../operations/finish-turn.ts'
import { readConversation } from '../../operations/read-conversation.ts'
import {
  admit,
  ageConversation,
  type ContractDatabase,
  createIds,
  toBeginTurn,
  toFinishTurn,
} from './database-under-contract.ts'

/** What is stored: any text comes back as it was, and the messages of a conversation stay in their order. */
export function describeMessages(given: () => ContractDatabase): void {
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
