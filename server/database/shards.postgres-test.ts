// docs/scaling.md says that the verbs of a turn can be spread over servers by `conversation_id`. Shown on two real
// databases that know nothing of each other: every test of turns, limits and ownership passes there, each call answered
// by one of them. What needs all of them is listed, with why. Needs TEST_DATABASE_URL; run by .ci/run.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { beginTurn } from '../operations/begin-turn.ts'
import { finishTurn } from '../operations/finish-turn.ts'
import { readConversation } from '../operations/read-conversation.ts'
import { saveFeedback } from '../operations/save-feedback.ts'
import { openShardedDatabase, type ShardedDatabase, shardOf } from '../testing/open-sharded-database.ts'
import { admit, createIds, toBeginTurn, toFinishTurn } from './contract-suite/database-under-contract.ts'
import { describeOwnership } from './contract-suite/ownership-contract.ts'
import { describeRateLimit } from './contract-suite/rate-limit-contract.ts'
import { describeTurns } from './contract-suite/turn-contract.ts'

describe('two databases, conversations spread by the hash of their id', () => {
  let sharded: ShardedDatabase
  before(async () => {
    sharded = await openShardedDatabase(2)
  })
  after(() => sharded[Symbol.asyncDispose]())

  describeTurns(() => sharded)
  describeRateLimit(() => sharded)
  describeOwnership(() => sharded)

  it('share the work: each answers alone, and has about half of the conversations', () => {
    const { one } = sharded.asked
    assert.ok(
      one.every(calls => calls > 0),
      one.join(' and '),
    )
    const first = Array.from({ length: 1000 }, () => shardOf(createIds().conversationId, 2)).filter(
      shard => shard === 0,
    ).length
    // Six standard deviations on either side.
    assert.ok(first > 405 && first < 595, `${first} of 1000`)
  })

  it('keep a whole turn on one shard: the other has no row of it, of its user or of its conversation', async () => {
    const turn = toBeginTurn()
    await admit(sharded.database, turn)
    await finishTurn(sharded.database, toFinishTurn(turn))
    const all = sharded.asked.all
    const found = await readConversation(sharded.database, { ...turn, limit: 10 })
    assert.equal(found.kind === 'found' && found.messages.length, 2)
    assert.equal((await beginTurn(sharded.database, turn)).kind, 'finished')
    assert.equal(sharded.asked.all, all)
    const rows = await sharded.admin.query(`select 'shard' as of,
      (select count(*)::int from users where id = '${turn.userId}') as users,
      (select count(*)::int from conversations where id = '${turn.conversationId}') as conversations,
      (select count(*)::int from messages where conversation_id = '${turn.conversationId}') as messages`)
    const whole = { of: 'shard', users: 1, conversations: 1, messages: 2 }
    const none = { of: 'shard', users: 0, conversations: 0, messages: 0 }
    assert.deepEqual(rows, shardOf(turn.conversationId, 2) === 0 ? [whole, none] : [none, whole])
  })

  it('have a visitor of several conversations on both: one `users` row a shard, so who reads users adds up', async () => {
    const { userId } = createIds()
    for (let index = 0; index < 10; index++) await admit(sharded.database, toBeginTurn({ userId }))
    const rows = await sharded.admin.query(`select id from users where id = '${userId}'`)
    assert.equal(rows.length, 2)
  })

  it('are all asked for feedback, which names the answer and not its conversation', async () => {
    const turn = toBeginTurn()
    await admit(sharded.database, turn)
    await finishTurn(sharded.database, toFinishTurn(turn))
    const all = sharded.asked.all
    const feedback = { userId: turn.userId, messageId: turn.messageId, rating: 'up' } as const
    assert.deepEqual(await saveFeedback(sharded.database, feedback), { kind: 'saved' })
    assert.equal(sharded.asked.all, all + 1)
  })
})
