import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { finishTurn } from '../../operations/finish-turn.ts'
import { readConversation } from '../../operations/read-conversation.ts'
import { saveFeedback } from '../../operations/save-feedback.ts'
import {
  admit,
  ageConversation,
  type ContractDatabase,
  countRows,
  createIds,
  storeTurn,
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

  type Wish = { conversationId: string; userId: string; limit?: number; before?: string }

  async function readPage(input: Wish) {
    const found = await readConversation(given().database, { limit: 50, ...input })
    assert.ok(found.kind === 'found')
    return found
  }

  const readMessages = async (input: Wish) => (await readPage(input)).messages

  /** All of a conversation as a visitor reads it who scrolls up: the newest page first. */
  async function readPages(input: Wish) {
    const pages = [await readPage(input)]
    while (pages[0]?.has_more)
      pages.unshift(await readPage({ ...input, before: pages[0].messages[0]?.id ?? '' }))
    return pages.map(({ messages }) => messages)
  }

  describe('a conversation', () => {
    it('nobody opened is empty, and reading it opens nothing', async () => {
      const ids = createIds()
      const found = await readConversation(given().database, { ...ids, limit: 10 })
      assert.deepEqual(found, { kind: 'found', status: 'active', messages: [], has_more: false })
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

    it('is read page by page, none missing and none twice, and says where it begins', async () => {
      const { messageIds: _, ...ids } = await talk(3)
      const all = await readMessages(ids)
      for (const limit of [1, 2, 4, 5, 6, 7]) {
        const pages = await readPages({ ...ids, limit })
        assert.deepEqual(pages.flat(), all, `pages of ${limit}`)
        assert.deepEqual(
          pages.slice(1).map(page => page.length),
          Array(Math.ceil(6 / limit) - 1).fill(limit),
        )
      }
    })

    it('keeps its order over pages where version 1 stored many messages at one instant', async () => {
      const { messageIds: _, ...ids } = await talk(3)
      await given().admin.query(
        `update messages set created_at = '2024-05-01' where conversation_id = '${ids.conversationId}'`,
      )
      const all = await readMessages(ids)
      assert.deepEqual(
        all.map(({ role }) => role),
        ['user', 'user', 'user', 'assistant', 'assistant', 'assistant'],
      )
      assert.deepEqual((await readPages({ ...ids, limit: 2 })).flat(), all)
    })

    it('has nothing before a message that is unknown or of another conversation, and tells others nothing', async () => {
      const { userId, conversationId, messageIds: _ } = await talk(1)
      const other = await talk(1)
      const foreign = (await readMessages(other))[1]?.id ?? ''
      for (const before of [foreign, 'unknown']) {
        const { messages, has_more } = await readPage({ userId, conversationId, before })
        assert.deepEqual({ messages, has_more }, { messages: [], has_more: false })
      }
      const stranger = { conversationId: other.conversationId, userId, limit: 10, before: foreign }
      assert.deepEqual(await readConversation(given().database, stranger), { kind: 'forbidden' })
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

    it('goes to the newest answer when two conversations used the same id, unless one is named', async () => {
      const { database } = given()
      const { userId } = createIds()
      const older = await storeTurn(given(), { userId, messageId: 'same' })
      const newer = await storeTurn(given(), { userId, messageId: 'same' })
      await ageConversation(given(), older.conversationId, 1)
      await saveFeedback(database, { userId, messageId: 'same', rating: 'up' })
      assert.equal((await readMessages(older))[1]?.feedback, null)
      assert.equal((await readMessages(newer))[1]?.feedback, 'up')
      const { conversationId } = older
      await saveFeedback(database, { userId, conversationId, messageId: 'same', rating: 'down' })
      assert.equal((await readMessages(older))[1]?.feedback, 'down')
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
