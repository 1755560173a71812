import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { applyRetention } from '../../operations/apply-retention.ts'
import { beginTurn } from '../../operations/begin-turn.ts'
import { claimJob } from '../../operations/claim-job.ts'
import { countVisitor } from '../../operations/count-visitor.ts'
import { eraseVisitor } from '../../operations/erase-visitor.ts'
import { exportVisitor } from '../../operations/export-visitor.ts'
import { finishJob } from '../../operations/finish-job.ts'
import { finishTurn } from '../../operations/finish-turn.ts'
import { listErasures } from '../../operations/list-erasures.ts'
import { saveFeedback } from '../../operations/save-feedback.ts'
import {
  admit,
  ageConversation,
  type ContractDatabase,
  countRows,
  createIds,
  toBeginTurn,
  toFinishTurn,
} from './database-under-contract.ts'

const daySeconds = 86_400

/** Stores a whole turn; returns its ids. */
async function storeTurn({ database }: ContractDatabase, input: Parameters<typeof toBeginTurn>[0] = {}) {
  const turn = toBeginTurn(input)
  await admit(database, turn)
  await finishTurn(database, toFinishTurn(turn, { answer: `Réponse à : ${turn.content}` }))
  return turn
}

/** Makes a conversation and its visitor as old as its messages. */
async function ageAll(
  given: ContractDatabase,
  { conversationId, userId }: ReturnType<typeof createIds>,
  days: number,
) {
  const seconds = Math.round(days * daySeconds)
  await ageConversation(given, conversationId, seconds)
  const earlier = (column: string) => `${column} = ${column} - make_interval(secs => ${seconds})`
  await given.admin.query(`update conversations set ${earlier('created_at')}, ${earlier('last_message_at')},
    ${earlier('updated_at')} where id = '${conversationId}'`)
  await given.admin.query(`update users set ${earlier('created_at')} where id = '${userId}'`)
}

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

/** What a visitor may ask for, and what time takes away. */
export function describeKeeping(given: () => ContractDatabase): void {
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
        ['conversations', 'messages', 'visitor_spending'],
        'a new table has to be in export_visitor, erase_visitor, count_visitor and apply_retention',
      )
    })
  })

  describe('retention', () => {
    it('deletes after 180 days, not before', async () => {
      const { database } = given()
      const ages = [179, 180 - 1 / 1440, 180 + 1 / 1440, 181]
      const turns = []
      for (const days of ages) {
        const turn = await storeTurn(given())
        await ageAll(given(), turn, days)
        turns.push(turn)
      }
      await applyRetention(database, { days: 180, limit: 500 })
      const left = []
      for (const { userId } of turns) left.push(await countVisitor(database, { userId }))
      const whole = { users: 1, conversations: 1, messages: 2 }
      const nothing = { users: 0, conversations: 0, messages: 0 }
      assert.deepEqual(left, [whole, whole, nothing, nothing])
    })

    it('takes old messages out of a conversation that goes on, and keeps its visitor', async () => {
      const { database } = given()
      const turn = await storeTurn(given())
      await ageAll(given(), turn, 200)
      await storeTurn(given(), { userId: turn.userId, conversationId: turn.conversationId })
      await applyRetention(database, { days: 180, limit: 500 })
      assert.deepEqual(await countVisitor(database, { userId: turn.userId }), {
        users: 1,
        conversations: 1,
        messages: 2,
      })
    })

    it('leaves a question alone while it is being answered', async () => {
      const { database } = given()
      const turn = toBeginTurn()
      await admit(database, turn)
      await ageAll(given(), turn, 200)
      await admit(database, turn) // its lease was over: taken up again, 200 days later
      await applyRetention(database, { days: 180, limit: 500 })
      assert.equal((await finishTurn(database, toFinishTurn(turn))).kind, 'stored')
    })

    it('works in batches until there is no more', async () => {
      const { database } = given()
      await applyRetention(database, { days: 180, limit: 500 }) // what other tests left
      const turns = []
      for (let index = 0; index < 5; index++) {
        const turn = await storeTurn(given())
        await ageAll(given(), turn, 300)
        turns.push(turn)
      }
      const removed = []
      for (let more = true; more; ) {
        const outcome = await applyRetention(database, { days: 180, limit: 3 })
        removed.push(outcome.messages)
        more = outcome.more
      }
      assert.ok(removed.every(count => count <= 3))
      assert.equal(
        removed.reduce((sum, count) => sum + count),
        10,
      )
      for (const { userId } of turns) assert.equal((await countVisitor(database, { userId })).users, 0)
    })

    it('of 0 days keeps everything', async () => {
      const turn = await storeTurn(given())
      await ageAll(given(), turn, 4000)
      const outcome = await applyRetention(given().database, { days: 0, limit: 500 })
      assert.deepEqual(outcome, { messages: 0, conversations: 0, users: 0, more: false })
      assert.equal((await countVisitor(given().database, { userId: turn.userId })).messages, 2)
      await eraseVisitor(given().database, { userId: turn.userId })
    })
  })

  describe('a job', () => {
    const claim = (name: string) => claimJob(given().database, { name, everySeconds: 3600, leaseSeconds: 60 })

    it('is taken by one of many, and not again before it is due', async () => {
      const { database, admin } = given()
      const name = `job-${createIds().messageId}`
      const claims = await Promise.all(Array.from({ length: 20 }, () => claim(name)))
      assert.equal(claims.filter(({ claimed }) => claimed).length, 1)
      await finishJob(database, { name, done: true, result: { messages: 3 } })
      assert.deepEqual(await claim(name), { claimed: false })
      await admin.query(
        `update jobs set last_finished_at = last_finished_at - interval '61 minutes' where name = '${name}'`,
      )
      assert.deepEqual(await claim(name), { claimed: true })
    })

    it('is free again when whoever took it was killed, or gave it back unfinished', async () => {
      const { database, admin } = given()
      const name = `job-${createIds().messageId}`
      assert.deepEqual(await claim(name), { claimed: true })
      assert.deepEqual(await claim(name), { claimed: false })
      await admin.query(
        `update jobs set lease_until = clock_timestamp() - interval '1 second' where name = '${name}'`,
      )
      assert.deepEqual(await claim(name), { claimed: true })
      await finishJob(database, { name, done: false, result: {} })
      assert.deepEqual(await claim(name), { claimed: true })
    })
  })
}
