// Ingests a folder and kills its own process at a given stage of a given document: the program that killed-ingestions.ts starts.
import { setTimeout as delay } from 'node:timers/promises'
import { openPostgres } from '../database/open-postgres.ts'
import { createDocumentReader, type DocumentReader } from '../ingest/document-reader.ts'
import { ingestFiles } from '../ingest/ingest-files.ts'
import type { Database } from '../ports/database.ts'
import type { Embedder } from '../ports/embedder.ts'
import type { KilledIngestion } from './killed-ingestions.ts'

const { url, folder, kill } = JSON.parse(process.argv[2] ?? '{}') as KilledIngestion

const die = () => process.kill(process.pid, 'SIGKILL')
const passed: Record<string, number> = {}

/** Is this the document at which the stage kills? */
function isTime(stage: string): boolean {
  passed[stage] = (passed[stage] ?? 0) + 1
  return kill?.stage === stage && passed[stage] === kill.document
}

/** Dies so many milliseconds after a stage has begun, or when it is over, whichever comes first. */
async function dieDuring<T>(work: Promise<T>): Promise<T> {
  await Promise.race([work, delay(kill?.milliseconds ?? 0)])
  die()
  return work
}

function killedReader(reader: DocumentReader): DocumentReader {
  return {
    ...reader,
    async read(file) {
      if (isTime('reading')) die()
      if (isTime('extracting')) return dieDuring(reader.read(file))
      const read = await reader.read(file)
      if (isTime('chunked')) die()
      return read
    },
  }
}

function killedDatabase(database: Database): Database {
  return {
    ...database,
    async call(name, args) {
      if (name !== 'put_document') return database.call(name, args)
      if (isTime('before the call')) die()
      if (isTime('in the call')) return dieDuring(database.call(name, args))
      const result = await database.call(name, args)
      if (isTime('after the call')) die()
      return result
    },
  }
}

/** Vectors that say the length of their texts: the same at every run. */
const embedder: Embedder = {
  model: 'killed',
  dimensions: 1536,
  async embed(texts) {
    if (isTime('embedding')) await dieDuring(delay(1000))
    const vectors = texts.map(text =>
      Array.from({ length: 1536 }, (_, index) => (index === text.length % 1536 ? 1 : 0)),
    )
    return { vectors, tokens: texts.length, cost: 0 }
  },
}

const { database } = await openPostgres({ url })
const reader = createDocumentReader()
try {
  const report = await ingestFiles({
    database: killedDatabase(database),
    reader: killedReader(reader),
    paths: [folder],
    agent: 'audrey',
    embedding: { embedder, wait: milliseconds => delay(milliseconds), random: () => 0.5 },
  })
  process.stdout.write(JSON.stringify(report.documents.map(({ outcome }) => outcome)))
} finally {
  await Promise.all([reader.close(), database.close()])
}
