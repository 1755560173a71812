import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Presets, SingleBar } from 'cli-progress'
import { createDocumentReader } from './ingest/document-reader.ts'
import { ingestFiles } from './ingest/ingest-files.ts'
import { databaseStatus } from './operations/database-status.ts'
import type { Database } from './ports/database.ts'

interface Loading {
  database: Database
  /** One folder an owner: `knowledge/audrey`, `knowledge/shared` … */
  folder: string
  /** Draws a progress bar. */
  interactive?: boolean
  signal?: AbortSignal
}

/**
 * Loads the sample documents into a database that has never been used. One that holds documents or conversations is
 * left alone, unless an earlier loading was cut: then the file `unfinished` is there, and it goes on.
 * Returns the files that could not be read, with the reason.
 */
export async function loadSampleKnowledge(loading: Loading & { unfinished: string }): Promise<string[]> {
  const { documents, conversations } = await databaseStatus(loading.database)
  if ((documents > 0 || conversations) && !existsSync(loading.unfinished)) return []
  writeFileSync(loading.unfinished, '')
  const failures = await loadKnowledge(loading)
  if (!loading.signal?.aborted) rmSync(loading.unfinished, { force: true })
  return failures
}

/** Loads every document below a folder, its sub-folders' names being the owners. Returns what could not be read. */
export async function loadKnowledge({ database, folder, interactive, signal }: Loading): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const owners = entries.filter(entry => entry.isDirectory() && entry.parentPath === folder)
  const total = entries.filter(entry => entry.isFile() && entry.parentPath !== folder).length
  const bar = interactive ? createBar(total) : undefined
  const reader = createDocumentReader()
  const failures: string[] = []
  try {
    for (const { name: agent } of owners) {
      const { documents } = await ingestFiles({
        database,
        paths: [join(folder, agent)],
        agent,
        reader,
        signal,
        onProgress: ({ document }) => document !== null && bar?.increment(),
      })
      for (const { path, refusal } of documents) {
        if (refusal !== null) failures.push(`${path} : ${refusal.message}`)
      }
    }
  } finally {
    await reader.close()
    bar?.stop()
  }
  return failures
}

function createBar(total: number): SingleBar {
  const bar = new SingleBar(
    { format: 'Documents d’exemple [{bar}] {value}/{total}', hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  )
  bar.start(total, 0)
  return bar
}
