import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { PostgresTestDatabase } from './create-postgres-database.ts'

/** Where an ingestion of a document can be killed, in its order. */
export const ingestionStages = [
  'reading',
  'extracting',
  'chunked',
  'embedding',
  'before the call',
  'in the call',
  'after the call',
] as const
export type IngestionStage = (typeof ingestionStages)[number]

/** What ingest-until-killed.ts is told: `document` counts those that reach the stage, from 1. */
export interface KilledIngestion {
  url: string
  folder: string
  kill: { stage: IngestionStage; document: number; milliseconds: number } | null
}

/** Runs an ingestion to its end or its kill. Returns the outcomes of its documents; null when it was killed. */
export async function ingestUntilKilled(ingestion: KilledIngestion): Promise<string[] | null> {
  const program = join(import.meta.dirname, 'ingest-until-killed.ts')
  const args = ['--disable-warning=ExperimentalWarning', program, JSON.stringify(ingestion)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', part => {
    output += part
  })
  await once(child, 'close')
  if (child.signalCode === 'SIGKILL') return null
  assert.equal(child.exitCode, 0, 'an ingestion that nobody killed failed')
  return JSON.parse(output)
}

/** Documents of 12 sections and some 25 chunks, each with a word of its own beside the common ones. */
export function writeDocuments(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true })
  for (let file = 0; file < count; file++) {
    const sections = Array.from(
      { length: 12 },
      (_, part) => `## Partie ${part}\n\nCommun : ${`mot${file}x${part} `.repeat(150)}`,
    )
    writeFileSync(
      join(folder, `${String(file).padStart(3, '0')}.md`),
      `# Document ${file}\n\n${sections.join('\n\n')}`,
    )
  }
}

/** All of what is stored, a fingerprint a document. Waits until what a killed process left with the server is over. */
export async function storedDocuments({ pool }: PostgresTestDatabase): Promise<Map<string, string>> {
  for (;;) {
    const { rows } = await pool.query(
      `select count(*)::int as others from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`,
    )
    if (rows[0]?.others === 0) break
    await delay(10)
  }
  const { rows } = await pool.query(
    `select d.source, md5(concat_ws('|', d.content_hash, d.title, d.report::text, (
       select string_agg(concat_ws('|', c.chunk_index, c.content, c.section, c.position, c.embedding is not null), '¶' order by c.chunk_index)
       from document_chunks c where c.document_id = d.id))) as fingerprint
     from documents d`,
  )
  return new Map(rows.map(({ source, fingerprint }) => [source, fingerprint]))
}

/** Names of the documents that a search for what all of them say finds. */
export async function foundDocuments({ pool }: PostgresTestDatabase): Promise<Set<string>> {
  const { rows } = await pool.query(
    `select search_knowledge(p_query => 'commun partie document', p_agents => '["audrey"]', p_limit => 200) as found`,
  )
  const { passages } = rows[0].found as { passages: { filename: string }[] }
  return new Set(passages.map(({ filename }) => filename))
}

/**
 * Kills an ingestion and checks that what it left is whole documents only, for the tables and for a search. `expected`: what
 * an uninterrupted one stored. Returns how many are stored.
 */
export async function killAndCheck(
  database: PostgresTestDatabase,
  ingestion: Omit<KilledIngestion, 'url'>,
  expected: ReadonlyMap<string, string>,
): Promise<number> {
  const outcome = await ingestUntilKilled({ ...ingestion, url: database.url })
  assert.equal(outcome, null, `${ingestion.kill?.stage}: was not reached`)
  const stored = await storedDocuments(database)
  for (const [source, fingerprint] of stored)
    assert.equal(fingerprint, expected.get(source), `${ingestion.kill?.stage}: ${source} is not whole`)
  const names = new Set([...stored.keys()].map(source => source.split('/').at(-1)))
  for (const name of await foundDocuments(database))
    assert.ok(names.has(name), `${name} is found, but not stored`)
  return stored.size
}
