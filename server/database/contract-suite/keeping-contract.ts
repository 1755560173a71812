import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { beginTurn } from '../../operations/begin-turn.ts'
import { countVisitor } from '../../operations/count-visitor.ts'
import { eraseVisitor } from '../../operations/erase-visitor.ts'
import { exportVisitor } from '../../operations/export-visitor.ts'
import { findVisitors } from '../../operations/find-visitors.ts'
import { finishTurn } from '../../operations/finish-turn.ts'
import { listErasures } from '../../operations/list-erasures.ts'
import { saveFeedback } from '../../operations/save-feedback.ts'
import {
  admit,
  ageAll,
  type ContractDatabase,
  countRows,
  createIds,
  daySeconds,
  storeTurn,
  toBeginTurn,
  toFinishTurn,
} from './database-under-contract.ts'

/** The tables in which a text stands anywhere in a row. */
async function tablesWith({ admin }: ContractDatabase, text: string): Promise<string[]> {
  const tables = await admin.query(`select relname::text as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`)
  const found: string[] = []
  for (const { name } of tables) {
    const [row] = await admin.query(
      `select exists (select from "${name}" t where t::text like '%${text}%')::text as found`,
    )
    if (row?.found === 'true') found.push(String(name))
  }
  return found
}

/** What a visitor may ask for: all that is theirs, and that it be gone. */
export function describeKeeping(given: () => ContractDatabase): void {
  describe('a visitor found by her words', () => {
    it('is whoever wrote them or was told them, newest first, whatever the capitals, and no sign is a wildcard', async () => {
      const { database } = given()
      const word = `mot-${createIds().userId}`
      const older = await storeTurn(given(), { content: `Mon ${word.toUpperCase()} à 100 %_` })
      const newer = await storeTurn(given(), { content: `Et ${word} ?` })
      await ageAll(given(), older, 1)
      const find = async (text: string, limit = 20) =>
        (await findVisitors(database, { text, limit })).map(({ user_id, role }) => [user_id, role])
      assert.deepEqual(new Set((await find(word)).map(String)).size, 4)
      assert.deepEqual(
        (await find(word)).map(([userId]) => userId),
        [newer.userId, newer.userId, older.userId, older.userId],
      )
      assert.deepEqual(await find(word, 1), [[newer.userId, 'assistant']])
      assert.deepEqual(await find(`Mon ${word} à 100 %_`), [
        [older.userId, 'assistant'],
        [older.userId, 'user'],
      ])
      assert.deepEqual(await find(`${word}%`), [])
    })
  })

  describe('a visitor’s export', () => {
    it('has every column of all their rows, and nobody else’s', async () => {
      const { database, admin } = given()
      const turn = await storeTurn(given(), { content: 'Ma question à moi' })
      const other = await storeTurn(given(), { content: 'Celle d’une autre' })
      await saveFeedback(database, {
        userId: turn.userId,
        messageId: turn.messageId,
        rating: 'up',
        comment: 'Merci',
      })
      const found = await exportVisitor(database, { userId: turn.userId })
      assert.equal(found.user?.id, turn.userId)
      const [conversation] = found.conversations
      assert.equal(conversation?.id, turn.conversationId)
      const messages = conversation?.messages ?? []
      assert.deepEqual(
        messages.map(({ role, content, feedback, feedback_comment }) => [
          role,
          content,
          feedback,
          feedback_comment,
        ]),
        [
          ['user', 'Ma question à moi', null, null],
          ['assistant', 'Réponse à : Ma question à moi', 'up', 'Merci'],
        ],
      )
      const columns = await admin.query(`select column_name::text as name from information_schema.columns
        where table_schema = 'public' and table_name = 'messages' and column_name <> 'conversation_id' order by 1`)
      assert.deepEqual(Object.keys(messages[0] ?? {}).sort(), columns.map(({ name }) => String(name)).sort())
      assert.ok(!JSON.stringify(found).includes(other.userId))
    })

    it('is empty for an id that nobody has', async () => {
      const found = await exportVisitor(given().database, { userId: createIds().userId })
      assert.deepEqual(found, { user: null, spending: null, conversations: [], unconverted_rows: [] })
    })
  })

  describe('a visitor’s erasure', () => {
    it('leaves their words in no table, and everybody else’s where they are', async () => {
      const { database } = given()
      const planted = `planted-${createIds().messageId}`
      const turn = await storeTurn(given(), { content: planted })
      await storeTurn(given(), { userId: turn.userId, content: planted })
      await saveFeedback(database, {
        userId: turn.userId,
        messageId: turn.messageId,
        rating: 'down',
        comment: planted,
      })
      const other = await storeTurn(given())
      assert.deepEqual(await tablesWith(given(), planted), ['messages'])
      assert.deepEqual(await eraseVisitor(database, { userId: turn.userId }), {
        users: 1,
        conversations: 2,
        messages: 4,
      })
      assert.deepEqual(await tablesWith(given(), planted), [])
      assert.deepEqual(await tablesWith(given(), turn.userId), [])
      assert.deepEqual(await tablesWith(given(), turn.conversationId), [])
      assert.deepEqual(await countVisitor(database, { userId: turn.userId }), {
        users: 0,
        conversations: 0,
        messages: 0,
      })
      assert.equal((await countVisitor(database, { userId: other.userId })).messages, 2)
    })

    it('is written down as a hash, also for who is not here any more', async () => {
      const { database } = given()
      const { userId } = createIds()
      await eraseVisitor(database, { userId })
      const { erasures } = await listErasures(database)
      const hash = createHash('sha256').update(userId).digest('hex')
      assert.equal(erasures.filter(({ user_hash }) => user_hash === hash).length, 1)
    })

    it('during a turn lets the turn leave nothing', async () => {
      const { database } = given()
      const turn = toBeginTurn({ content: `planted-${createIds().messageId}` })
      await admit(database, turn)
      await eraseVisitor(database, { userId: turn.userId })
      await assert.rejects(finishTurn(database, toFinishTurn(turn, { answer: turn.content })))
      assert.deepEqual(await tablesWith(given(), turn.content), [])
      assert.deepEqual(await tablesWith(given(), turn.userId), [])
    })

    it('waits for whoever is opening a conversation, and breaks nobody’s turn', async () => {
      const { database } = given()
      for (let round = 0; round < 5; round++) {
        const { userId } = await storeTurn(given())
        const opened = Array.from({ length: 8 }, () => beginTurn(database, toBeginTurn({ userId })))
        const [, ...outcomes] = await Promise.all([eraseVisitor(database, { userId }), ...opened])
        assert.deepEqual([...new Set(outcomes.map(({ kind }) => kind))], ['admitted'])
        const left = await countVisitor(database, { userId })
        // Whoever came after the erasure is a new visitor; nobody is half there.
        assert.equal(left.messages, left.conversations)
        assert.equal(left.users, left.conversations > 0 ? 1 : 0)
      }
    })

    it('is done again on what a backup brings back, but not on what came later', async () => {
      const { database, admin } = given()
      const early = await storeTurn(given())
      await ageAll(given(), early, 2)
      const later = await storeTurn(given(), { userId: early.userId })
      const gone = await storeTurn(given())
      await ageAll(given(), gone, 2)
      const erasures = [early, gone].map(({ userId }) => ({
        user_hash: createHash('sha256').update(userId).digest('hex'),
        erased_at: new Date(Date.now() - daySeconds * 1000).toISOString(),
      }))
      await database.call('replay_erasures', { p_erasures: erasures })
      const count = (id: string) => countRows({ database, admin }, `conversations where id = '${id}'`)
      assert.deepEqual(
        await Promise.all([early, later, gone].map(({ conversationId }) => count(conversationId))),
        [0, 1, 0],
      )
      assert.deepEqual(await countVisitor(database, { userId: gone.userId }), {
        users: 0,
        conversations: 0,
        messages: 0,
      })
      assert.equal((await countVisitor(database, { userId: early.userId })).users, 1)
    })

    it('and the export know every table that names a visitor, a conversation or a message', async () => {
      const rows = await given().admin.query(`
        select distinct c.relname::text as name
        from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0
          and a.attname in ('user_id', 'conversation_id', 'message_id', 'visitor_id')
        union
        select distinct conrelid::regclass::text from pg_constraint
        where contype = 'f' and confrelid in ('users'::regclass, 'conversations'::regclass, 'messages'::regclass)
        order by 1`)
      assert.deepEqual(
        rows.map(({ name }) => name),
        ['conversations', 'messages', 'visitor_spending', 'webhook_deliveries'],
        'a new table has to be in export_visitor, erase_visitor, count_visitor and the retention',
      )
    })
  })
}
