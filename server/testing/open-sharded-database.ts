// What a database spread over several servers would be (docs/scaling.md): a turn's verbs go to the one shard that its
// conversation hashes to, the same hash that a distributed Postgres would take.
import { createHash } from 'node:crypto'
import { toCallStatement } from '../database/call-statement.ts'
import type { Database, JsonObject } from '../ports/database.ts'
import { createPostgresDatabase, type PostgresTestDatabase } from './create-postgres-database.ts'

export interface ShardedDatabase extends AsyncDisposable {
  database: Database
  /**
   * A statement on every shard: their rows one after another; one row of numbers is added up, but for users, who
   * have the same row on each shard where they have a conversation.
   */
  admin: { query(sql: string): Promise<Record<string, unknown>[]> }
  /** How many calls each shard answered alone, and how many had to ask all of them. */
  asked: { one: number[]; all: number }
}

/** Which of `shards` has a conversation. */
export function shardOf(conversationId: string, shards: number): number {
  return createHash('sha256').update(conversationId).digest().readUInt32BE() % shards
}

/** Opens that many migrated databases as one. Removed with the test that holds it. */
export async function openShardedDatabase(shards: number): Promise<ShardedDatabase> {
  const stores = await Promise.all(Array.from({ length: shards }, () => createPostgresDatabase()))
  const asked = { one: stores.map(() => 0), all: 0 }
  const database: Database = {
    async call(name, args) {
      const conversationId = args.p_conversation_id
      if (typeof conversationId !== 'string') {
        asked.all++
        return mergeResults(await Promise.all(stores.map(store => call(store, name, args))))
      }
      const shard = shardOf(conversationId, shards)
      asked.one[shard] = (asked.one[shard] ?? 0) + 1
      return call(stores[shard] as PostgresTestDatabase, name, args)
    },
    close: async () => undefined,
  }
  return {
    database,
    asked,
    admin: {
      async query(sql) {
        const results = await Promise.all(stores.map(async store => (await store.pool.query(sql)).rows))
        const numbers = results.every(
          rows => rows.length === 1 && Object.values(rows[0]).every(Number.isFinite),
        )
        if (!numbers) return results.flat()
        const join = / from users /.test(sql) ? Math.max : (one: number, other: number) => one + other
        return [joinNumbers(results.flat(), join)]
      },
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(stores.map(store => store[Symbol.asyncDispose]()))
    },
  }
}

async function call({ pool }: PostgresTestDatabase, name: string, args: JsonObject): Promise<unknown> {
  const { text, values } = toCallStatement(name, args)
  return (await pool.query(text, values)).rows[0]?.result
}

/** The answers of all shards as one: `saved` beats `not_found`, numbers add up. */
function mergeResults(results: unknown[]): unknown {
  const objects = results as Record<string, unknown>[]
  const saved = objects.find(result => result.kind === 'saved')
  if (saved !== undefined || objects.some(result => 'kind' in result)) return saved ?? objects[0]
  return joinNumbers(objects, (one, other) => one + other)
}

function joinNumbers(objects: Record<string, unknown>[], join: (one: number, other: number) => number) {
  const [first = {}, ...others] = objects
  return Object.fromEntries(
    Object.entries(first).map(([key, value]) => [
      key,
      others.reduce((joined, other) => join(joined, Number(other[key])), Number(value)),
    ]),
  )
}
