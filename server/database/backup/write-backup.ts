import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { type BackupHeader, type BackupTrailer, toBadFile } from './backup-file.ts'
import { readBackup } from './read-backup.ts'
import type { RowSource } from './row-source.ts'
import { createTableDigest, differingTables } from './table-digest.ts'

/** Hears of rows as they go by. */
export type OnRows = (table: string, rows: number) => void

export interface WrittenBackup {
  header: BackupHeader
  tables: BackupTrailer['tables']
  /** Of the file, compressed. */
  bytes: number
}

/** Everything in the file, in order, as text; the trailer says what went before. */
async function* toText(
  source: RowSource,
  onRows: OnRows,
  done: (trailer: BackupTrailer) => void,
): AsyncGenerator<string> {
  const sha256 = createHash('sha256')
  const tables: BackupTrailer['tables'] = {}
  const hashed = (text: string) => {
    sha256.update(text)
    return text
  }
  yield hashed(`${JSON.stringify(source.header)}\n`)
  for (const table of source.header.tables) {
    const digest = createTableDigest()
    yield hashed(`${JSON.stringify(['table', table.name])}\n`)
    for await (const lines of source.rows(table)) {
      digest.add(lines)
      yield hashed(`${lines.join('\n')}\n`)
      onRows(table.name, lines.length)
    }
    tables[table.name] = digest.result()
  }
  const trailer = { tables, sha256: sha256.digest('hex') }
  yield `${JSON.stringify(['end', trailer])}\n`
  done(trailer)
}

/** Reads the file again, whole, and compares it with what was sent into it. */
async function checkFile(file: string, sent: BackupTrailer): Promise<void> {
  const { trailer } = await readBackup(file)
  if (trailer.sha256 !== sent.sha256 || differingTables(trailer.tables, sent.tables).length > 0) {
    throw toBadFile(file, "relue, elle n'est pas ce qui a été écrit")
  }
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return // folders cannot be opened there
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

/**
 * Writes a backup: under another name first, for the owner's eyes only, forced to the disk, read again and compared;
 * then it takes its name, in one step, replacing an older file. A failure leaves nothing, and an older file as it was.
 */
export async function writeBackup(
  source: RowSource,
  file: string,
  { onRows = () => undefined, onCheck = () => undefined }: { onRows?: OnRows; onCheck?: () => void } = {},
): Promise<WrittenBackup> {
  const part = `${file}.${process.pid}.part`
  let trailer: BackupTrailer | undefined
  try {
    await rm(part, { force: true })
    const text = toText(source, onRows, sent => {
      trailer = sent
    })
    // Level 1: the time goes into reading vectors anyway, and a higher one gains 4 % for four times the work.
    await pipeline(
      Readable.from(text, { objectMode: true, highWaterMark: 2 }),
      createGzip({ level: 1, chunkSize: 256 * 1024 }),
      createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true }),
    )
    if (trailer === undefined) throw new Error('the backup has no end')
    onCheck()
    await checkFile(part, trailer)
    await rename(part, file)
    await syncFolder(dirname(file))
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
  const { size } = await stat(file)
  return { header: source.header, tables: trailer.tables, bytes: size }
}
