import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { beginTurn } from '../../operations/begin-turn.ts'
import { finishTurn } from '../../operations/finish-turn.ts'
import { readConversation } from '../../operations/read-conversation.ts'
import { saveFeedback } from '../../operations/save-feedback.ts'
import {
  admit,
  type ContractDatabase,
  countKinds,
  countRows,
  createIds,
  toBeginTurn,
  toFinishTurn,
} from './database-under-contract.ts'

/** Invariant 3: a conversation is of the user who opened it, and nobody else learns or changes anything. */
export function describeOwnership(given: () => ContractDatabase): void {
  describe("somebody else's conversation", () => {
    it('is forbidden for a new message, a repeated one and reading, and nothing changes', async () => {
      const { database, admin } = given()
      const turn = toBeginTurn()
      await admit(database, turn)
      await finishTurn(database, toFinishTurn(turn))
      const intruder = createIds().userId
      const read = () =>
        admin.query(`select c.*::text as conversation, m.*::text as message from conversations c
          join messages m on m.conversation_id = c.id where c.id = '${turn.conversationId}' order by m.created_at`)
      const before = await read()
      assert.equal(before.length, 2)

      assert.deepEqual(await beginTurn(database, { ...turn, userId: intruder, messageId: 'new' }), {
        kind: 'forbidden',
      })
      assert.deepEqual(await beginTurn(database, { ...turn, userId: intruder }), { kind: 'forbidden' })
      assert.deepEqual(await readConversation(database, { ...turn, userId: intruder, limit: 10 }), {
        kind: 'forbidden',
      })
      const feedback = { userId: intruder, messageId: turn.messageId, rating: 'down' } as const
      assert.deepEqual(await saveFeedback(database, feedback), { kind: 'not_found' })

      assert.deepEqual(await read(), before)
      assert.equal(await countRows(given(), `users where id = '${intruder}'`), 0)
    })

    it('is of exactly one of 40 who open it at once, and leaves no trace of the others', async () => {
      const { database } = given()
      const { conversationId } = createIds()
      const users = Array.from({ length: 40 }, () => createIds().userId)
      const outcomes = await Promise.all(
        users.map(userId => beginTurn(database, toBeginTurn({ conversationId, userId, messageId: userId }))),
      )
      assert.deepEqual(countKinds(outcomes), { admitted: 1, forbidden: 39 })
      const list = users.map(userId => `'${userId}'`).join(', ')
      assert.equal(await countRows(given(), `users where id in (${list})`), 1)
      assert.equal(await countRows(given(), `messages where conversation_id = '${conversationId}'`), 1)
    })

    it('does not keep a user from conversations of their own, opened at once', async () => {
      const { database } = given()
      const { userId } = createIds()
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, () => beginTurn(database, toBeginTurn({ userId }))),
      )
      assert.deepEqual(countKinds(outcomes), { admitted: 20 })
      assert.equal(await countRows(given(), `users where id = '${userId}'`), 1)
    })
  })
}
