import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

export interface Probe {
  /** Names what goes on from now. */
  mark(step: string): void
  stop(): Promise<void>
  /** How many messages were written, and answered for. */
  written(): number
  /** Every one of them that the database refused, in its words. */
  failures(): string[]
  /** The ids of what was written. */
  ids(): string[]
  /** The longest wait of each kind of statement, in milliseconds, and after which step it ended. */
  longest(): { kind: string; milliseconds: number; step: string }[]
}

const conversation = '22222222-2222-4222-8222-222222222222'

/** The statements that the n8n version runs on its tables. */
const statements: Record<string, string> = {
  'insert into messages': `insert into messages (conversation_id, role, content, agent_type) values ('${conversation}', 'user', 'sonde', 'creation') returning id::text`,
  'select from messages': `select role, content, agent_type, "timestamp" from messages where id = '${conversation}'`,
  'update conversations': `update conversations set last_message_at = now() where id = '${conversation}'`,
  'select from document_chunks': 'select content from document_chunks limit 1',
}

/** Runs each statement of version 1 every 10 ms, each on a connection of its own, and measures how long it takes. */
export async function createProbe(url: string): Promise<Probe> {
  const longest = new Map<string, { milliseconds: number; step: string }>()
  const ids: string[] = []
  const failures: string[] = []
  let step = 'start'
  let running = true

  const clients = await Promise.all(
    Object.keys(statements).map(async () => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      return client
    }),
  )
  async function repeat(kind: string, sql: string, client: pg.Client): Promise<void> {
    while (running) {
      const started = performance.now()
      const before = step
      try {
        const { rows } = await client.query(sql)
        if (kind.startsWith('insert')) ids.push(String(rows[0]?.id))
      } catch (error) {
        failures.push(`${kind}: ${error}`)
      }
      const milliseconds = performance.now() - started
      if (milliseconds > (longest.get(kind)?.milliseconds ?? 0)) {
        longest.set(kind, { milliseconds, step: `after "${before}"` })
      }
      await delay(10)
    }
  }
  const loops = Object.entries(statements).map(([kind, sql], index) =>
    repeat(kind, sql, clients[index] as pg.Client),
  )
  return {
    mark(name) {
      step = name
    },
    async stop() {
      running = false
      await Promise.all(loops)
      await Promise.all(clients.map(client => client.end()))
    },
    written: () => ids.length,
    failures: () => failures,
    ids: () => ids,
    longest: () => [...longest].map(([kind, wait]) => ({ kind, ...wait })),
  }
}
