import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Presets, SingleBar } from 'cli-progress'
import { createDocumentReader } from './ingest/document-reader.ts'
import { ingestFiles } from './ingest/ingest-files.ts'
import { databaseStatus } from './operations/database-status.ts'
import type { Database } from './ports/database.ts'

/**
 * Loads the sample documents into a database that has never been used: one folder an owner
 * (`knowledge/audrey`, `knowledge/shared` …). Draws a progress bar when `interactive`. A database that holds documents
 * or conversations is left alone, unless an earlier loading was cut: then the file `unfinished` is there, and it goes on.
 * Returns the files that could not be read, with the reason.
 */
export async function loadSampleKnowledge(options: {
  database: Database
  folder: string
  /** Path of the mark that a loading has begun and not ended. */
  unfinished: string
  interactive: boolean
  signal: AbortSignal
}): Promise<string[]> {
  const { database, folder, unfinished, signal } = options
  const { documents, conversations } = await databaseStatus(database)
  if ((documents > 0 || conversations) && !existsSync(unfinished)) return []
  writeFileSync(unfinished, '')
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const owners = entries.filter(entry => entry.isDirectory() && entry.parentPath === folder)
  const total = entries.filter(entry => entry.isFile() && entry.parentPath !== folder).length
  const bar = options.interactive ? createBar(total) : undefined
  const reader = createDocumentReader()
  const failures: string[] = []
  try {
    for (const { name: agent } of owners) {
      const paths = [join(folder, agent)]
      const onProgress = (progress: { document: unknown }) => progress.document !== null && bar?.increment()
      const report = await ingestFiles({ database, paths, agent, reader, onProgress, signal })
      if (report.interrupted) return failures
      for (const { path, refusal } of report.documents) {
        if (refusal !== null) failures.push(`${path} : ${refusal.message}`)
      }
    }
  } finally {
    await reader.close()
    bar?.stop()
  }
  rmSync(unfinished, { force: true })
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
