// Every SQL statement of the previous version's deployment guide, as an operator has it in her notes: it runs as it is
// written, on a fresh database and on a converted one, and what it says is true.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { beginTurn } from '../operations/begin-turn.ts'
import { finishTurn } from '../operations/finish-turn.ts'
import { readEmptySnapshot } from '../testing/database-snapshot.ts'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { versionTwoDatabase } from '../testing/version-two-database.ts'
import { toBeginTurn, toFinishTurn } from './contract-suite/database-under-contract.ts'
import { readDatabaseFiles } from './database-files.ts'
import { createEmbeddedDatabase, type EmbeddedDatabase } from './embedded.ts'
import { migrate } from './migrate.ts'

const messagesByAgent = `SELECT
  agent,
  COUNT(*) as count,
  COUNT(DISTINCT conversation_id) as unique_conversations
FROM messages
WHERE created_at > NOW() - INTERVAL '24 hours'
  AND role = 'assistant'
GROUP BY agent;`
const averageResponseTime = `SELECT
  m1.agent,
  AVG(EXTRACT(EPOCH FROM (m2.created_at - m1.created_at))) as avg_response_time_seconds
FROM messages m1
JOIN messages m2 ON m1.conversation_id = m2.conversation_id
WHERE m1.role = 'user'
  AND m2.role = 'assistant'
  AND m2.created_at > m1.created_at
  AND m1.created_at > NOW() - INTERVAL '24 hours'
GROUP BY m1.agent;`
const rateLimitViolations = `SELECT
  conversation_id,
  COUNT(*) as message_count,
  MAX(created_at) as last_message
FROM messages
WHERE created_at > NOW() - INTERVAL '1 minute'
GROUP BY conversation_id
HAVING COUNT(*) > 10;`
const documentsByOwner = 'SELECT agent_owner, COUNT(*) FROM documents GROUP BY agent_owner;'
const embeddedChunks = 'SELECT COUNT(*) FROM document_chunks WHERE embedding IS NOT NULL;'
const indexes = `SELECT * FROM pg_indexes WHERE tablename IN ('documents', 'document_chunks', 'messages');`

/** Two conversations with Audrey of one turn each, 2 and 4 s long, one with Carole of 6 s; one passage of three has a vector. */
async function fill(database: EmbeddedDatabase): Promise<void> {
  for (const [agent, seconds] of [
    ['audrey', 2],
    ['audrey', 4],
    ['carole', 6],
  ] as const) {
    const turn = toBeginTurn()
    await beginTurn(database, turn)
    await finishTurn(database, toFinishTurn(turn, { agent }))
    await database.query(`update messages set created_at = (
        select created_at from messages where conversation_id = '${turn.conversationId}' and role = 'user'
      ) + interval '${seconds} seconds' where conversation_id = '${turn.conversationId}' and role = 'assistant'`)
  }
  await database.script(`
    insert into documents (id, filename, agent_owner) values ('33333333-3333-4333-8333-333333333333', 'a.md', 'audrey'), (gen_random_uuid(), 'b.md', 'shared');
    insert into document_chunks (document_id, chunk_index, content, embedding)
    select '33333333-3333-4333-8333-333333333333', place, 'texte', case when place = 1 then array_fill(0.5, array[1536])::vector end
    from generate_series(1, 3) as place`)
}

const databases: Record<string, () => Promise<EmbeddedDatabase>> = {
  'a fresh database': openTestDatabase,
  async 'a converted database'() {
    const database = createEmbeddedDatabase({ snapshot: await readEmptySnapshot() })
    await database.script(versionTwoDatabase)
    await migrate(database, await readDatabaseFiles())
    await database.script('delete from messages')
    return database
  },
}

describe('retention after a conversion', () => {
  it('erases nothing for thirty days', async () => {
    const database = await databases['a converted database']?.()
    assert.ok(database)
    const claim = { p_name: 'retention', p_every_seconds: 86400, p_lease_seconds: 60 }
    const passDays = (days: number) =>
      database.script(`update jobs set not_before = not_before - interval '${days} days'`)
    assert.deepEqual(await database.call('claim_job', claim), { claimed: false })
    await passDays(29)
    assert.deepEqual(await database.call('claim_job', claim), { claimed: false })
    await passDays(1)
    assert.deepEqual(await database.call('claim_job', claim), { claimed: true })
    await database.close()
  })
})

for (const [name, open] of Object.entries(databases)) {
  describe(`the guide's SQL on ${name}`, () => {
    let database: EmbeddedDatabase
    before(async () => {
      database = await open()
      await fill(database)
    })
    after(() => database.close())
    const sorted = async (sql: string) => {
      const rows = await database.query(sql)
      return rows
        .map(row => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, String(value)])))
        .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))
    }

    it('counts answers by agent', async () => {
      assert.deepEqual(await sorted(messagesByAgent), [
        { agent: 'audrey', count: '2', unique_conversations: '2' },
        { agent: 'carole', count: '1', unique_conversations: '1' },
      ])
    })

    it('says how long answers take on average, by agent', async () => {
      const rows = await sorted(averageResponseTime)
      assert.deepEqual(
        rows.map(row => [row.agent, Number(row.avg_response_time_seconds)]),
        [
          ['audrey', 3],
          ['carole', 6],
        ],
      )
    })

    it('says the same in a view that pairs each answer with its own question, however long the conversation', async () => {
      const turn = toBeginTurn()
      for (const messageId of ['first', 'second']) {
        await beginTurn(database, { ...turn, messageId })
        await finishTurn(database, toFinishTurn({ ...turn, messageId }, { agent: 'lea' }))
      }
      await database.query(`update messages set created_at = now() - case
          when turn_id = 'first' and role = 'user' then interval '600 s' when turn_id = 'first' then interval '599 s'
          when role = 'user' then interval '3 s' else interval '0 s' end
        where conversation_id = '${turn.conversationId}'`)
      const [row] = await database.query(
        `select avg(response_seconds)::float8 as seconds, count(*)::int as answers from agent_response_times where agent = 'lea'`,
      )
      assert.deepEqual(row, { seconds: 2, answers: 2 })
      await database.query(`delete from messages where conversation_id = '${turn.conversationId}'`)
    })

    it('finds conversations with more than ten messages in a minute', async () => {
      assert.deepEqual(await sorted(rateLimitViolations), [])
      await database.query(`insert into conversations (id, user_id) select 'loud', min(id) from users`)
      await database.query(`insert into messages (conversation_id, role, content)
        select 'loud', 'user', 'encore' from generate_series(1, 11)`)
      const [row, ...others] = await sorted(rateLimitViolations)
      assert.deepEqual([row?.conversation_id, row?.message_count, others], ['loud', '11', []])
    })

    it('counts documents by owner, and passages that have a vector', async () => {
      assert.deepEqual(await sorted(documentsByOwner), [
        { agent_owner: 'audrey', count: '1' },
        { agent_owner: 'shared', count: '1' },
      ])
      assert.deepEqual(await sorted(embeddedChunks), [{ count: '1' }])
    })

    it('lists the indexes, one of them over embeddings and none of ivfflat', async () => {
      const definitions = (await sorted(indexes)).map(row => String(row.indexdef))
      assert.ok(definitions.some(each => each.includes('document_chunks USING hnsw')))
      assert.ok(!definitions.some(each => each.includes('ivfflat')))
    })
  })
}
