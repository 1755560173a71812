import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { finishTurn } from '../../operations/finish-turn.ts'
import { readConversation } from '../../operations/read-conversation.ts'
import { saveFeedback } from '../../operations/save-feedback.ts'
import {
  admit,
  type ContractDatabase,
  countRows,
  createIds,
  toBeginTurn,
  toFinishTurn,
} from './database-under-contract.ts'

/** What a visitor reads again, and what they say of it. */
export function describeConversations(given: () => ContractDatabase): void {
  async function talk(turns: number) {
    const { database } = given()
    const { conversationId, userId } = createIds()
    const messageIds = Array.from({ length: turns }, () => createIds().messageId)
    for (const messageId of messageIds) {
      const turn = toBeginTurn({ conversationId, userId, messageId, content: messageId, maxMessages: 100 })
      await admit(database, turn)
      await finishTurn(database, toFinishTurn(turn, { answer: `réponse à ${messageId}` }))
    }
    return { conversationId, userId, messageIds }
  }

  async function readMessages(input: { conversationId: string; userId: string; limit?: number }) {
    const found = await readConversation(given().database, { limit: 50, ...input })
    assert.ok(found.kind === 'found')
    return found.messages
  }

  describe('a conversation', () => {
    it('nobody opened is empty, and reading it opens nothing', async () => {
      const ids = createIds()
      const found = await readConversation(given().database, { ...ids, limit: 10 })
      assert.deepEqual(found, { kind: 'found', status: 'active', messages: [] })
      assert.equal(await countRows(given(), `conversations where id = '${ids.conversationId}'`), 0)
    })

    it('shows its last messages, oldest first', async () => {
      const { messageIds, ...ids } = await talk(4)
      const messages = await readMessages({ ...ids, limit: 3 })
      assert.deepEqual(
        messages.map(({ role, message_id }) => [role, message_id]),
        [
          ['assistant', messageIds[2]],
          ['user', messageIds[3]],
          ['assistant', messageIds[3]],
        ],
      )
      assert.equal(messages[0]?.sources[0]?.title, 'Emails')
      assert.equal(messages[0]?.confidence, 0.9)
    })
  })

  describe('feedback', () => {
    it("is kept for the answer that has the turn's id, and the last opinion stands", async () => {
      const { database } = given()
      const { userId, conversationId, messageIds } = await talk(2)
      const messageId = messageIds[0] ?? ''
      assert.deepEqual(
        await saveFeedback(database, { userId, messageId, rating: 'up', comment: 'Clair ✨' }),
        {
          kind: 'saved',
        },
      )
      assert.deepEqual(await saveFeedback(database, { userId, messageId, rating: 'down' }), { kind: 'saved' })
      const messages = await readMessages({ conversationId, userId })
      assert.deepEqual(
        messages.map(({ feedback }) => feedback),
        [null, 'down', null, null],
      )
    })

    it("finds an answer by its row's id too", async () => {
      const { userId, conversationId } = await talk(1)
      const id = (await readMessages({ conversationId, userId }))[1]?.id ?? ''
      const feedback = { userId, messageId: id, rating: 'up' } as const
      assert.deepEqual(await saveFeedback(given().database, feedback), { kind: 'saved' })
      assert.equal((await readMessages({ conversationId, userId }))[1]?.feedback, 'up')
    })

    it('goes to the newest answer when two conversations used the same id', async () => {
      const { database } = given()
      const { userId } = createIds()
      const turns = [toBeginTurn({ userId, messageId: 'same' }), toBeginTurn({ userId, messageId: 'same' })]
      for (const turn of turns) {
        await admit(database, turn)
        await finishTurn(database, toFinishTurn(turn))
      }
      await saveFeedback(database, { userId, messageId: 'same', rating: 'up' })
      const [older = toBeginTurn(), newer = toBeginTurn()] = turns
      assert.equal((await readMessages(older))[1]?.feedback, null)
      assert.equal((await readMessages(newer))[1]?.feedback, 'up')
    })

    it('on an unknown answer, or one still to come, finds nothing', async () => {
      const { database } = given()
      const turn = toBeginTurn()
      await admit(database, turn)
      for (const messageId of [turn.messageId, createIds().messageId]) {
        const outcome = await saveFeedback(database, { userId: turn.userId, messageId, rating: 'up' })
        assert.deepEqual(outcome, { kind: 'not_found' })
      }
    })
  })
}
