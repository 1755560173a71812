import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { type BackupHeader, BackupTrailer, parseHeader, parseJson, toBadFile } from './backup-file.ts'
import type { RowSource } from './row-source.ts'
import { createTableDigest, differingTables } from './table-digest.ts'

/** No line of ours is longer: a row's largest value is a vector of 20 kB or a text of a document. */
const longestLine = 256 * 1024 * 1024

/** What a file says, in the order it says it. */
type Entry =
  | { kind: 'header'; header: BackupHeader }
  | { kind: 'table'; name: string }
  | { kind: 'rows'; lines: string[] }
  | { kind: 'end'; trailer: BackupTrailer }

/** Text of the file, as it is decompressed. Throws DatabaseError `backup_unusable` on one that cannot be read. */
async function* readText(file: string): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: 1024 * 1024 })
  pipeline(createReadStream(file, { highWaterMark: 256 * 1024 }), gunzip, () => undefined) // errors come with reading
  try {
    for await (const chunk of gunzip) yield chunk as Buffer
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw toBadFile(file, "ce fichier n'existe pas", error)
    if (code === 'Z_BUF_ERROR') throw toBadFile(file, 'elle est coupée', error)
    if (code === 'Z_DATA_ERROR') {
      throw toBadFile(file, "elle est abîmée, ou ce n'est pas une sauvegarde de chatbot-v2", error)
    }
    throw toBadFile(file, `elle ne se lit pas (${code ?? message})`, error)
  }
}

/** Whole lines, those of a chunk together, without their ends. A last line without an end counts as cut. */
async function* readLines(file: string): AsyncGenerator<string[]> {
  let rest: Buffer[] = []
  let restLength = 0
  for await (const chunk of readText(file)) {
    const last = chunk.lastIndexOf(10)
    if (last === -1) {
      rest.push(chunk)
      restLength += chunk.length
      if (restLength > longestLine) throw toBadFile(file, "ce n'est pas une sauvegarde de chatbot-v2")
      continue
    }
    const whole = Buffer.concat([...rest, chunk.subarray(0, last)])
    rest = [chunk.subarray(last + 1)]
    restLength = chunk.length - last - 1
    yield whole.toString('utf8').split('\n')
  }
  if (restLength > 0) throw toBadFile(file, 'elle est coupée')
}

function parseMark(file: string, line: string): Entry {
  const mark = parseJson(line)
  if (Array.isArray(mark) && mark[0] === 'table' && typeof mark[1] === 'string') {
    return { kind: 'table', name: mark[1] }
  }
  const trailer = Array.isArray(mark) && mark[0] === 'end' ? BackupTrailer.safeParse(mark[1]) : undefined
  if (!trailer?.success) throw toBadFile(file, 'elle est abîmée')
  return { kind: 'end', trailer: trailer.data }
}

/** The file's entries, with the checks that belong to the file as a whole: its hash, its end, nothing after it. */
async function* readEntries(file: string): AsyncGenerator<Entry> {
  const sha256 = createHash('sha256')
  let started = false
  let ended = false
  for await (const lines of readLines(file)) {
    let rows: string[] = []
    for (const line of lines) {
      if (ended) throw toBadFile(file, 'elle continue après sa fin')
      if (!started) {
        started = true
        sha256.update(`${line}\n`)
        yield { kind: 'header', header: parseHeader(file, line) }
      } else if (line.startsWith('{')) {
        rows.push(line)
      } else {
        if (rows.length > 0) {
          sha256.update(`${rows.join('\n')}\n`)
          yield { kind: 'rows', lines: rows }
          rows = []
        }
        const mark = parseMark(file, line)
        if (mark.kind === 'end') {
          ended = true
          if (sha256.digest('hex') !== mark.trailer.sha256) throw toBadFile(file, 'elle a été modifiée')
        } else sha256.update(`${line}\n`)
        yield mark
      }
    }
    if (rows.length > 0) {
      sha256.update(`${rows.join('\n')}\n`)
      yield { kind: 'rows', lines: rows }
    }
  }
  if (!ended) throw toBadFile(file, started ? 'elle est coupée' : 'elle est vide')
}

/**
 * Reads a backup from beginning to end and checks all that can be known of it: format, tables in the header's order,
 * counts and checksums of each, the hash of the whole. Throws DatabaseError `backup_unusable`. `onLines` may look at
 * the rows of a table that is not gone by.
 */
export async function readBackup(
  file: string,
  onLines: (table: string, lines: string[]) => void = () => undefined,
): Promise<{ header: BackupHeader; trailer: BackupTrailer }> {
  let header: BackupHeader | undefined
  let trailer: BackupTrailer | undefined
  const digests = new Map<string, ReturnType<typeof createTableDigest>>()
  let current: { name: string; digest: ReturnType<typeof createTableDigest> } | undefined
  for await (const entry of readEntries(file)) {
    if (entry.kind === 'header') header = entry.header
    else if (entry.kind === 'table') {
      if (entry.name !== header?.tables[digests.size]?.name) throw toBadFile(file, 'elle est abîmée')
      current = { name: entry.name, digest: createTableDigest() }
      digests.set(entry.name, current.digest)
    } else if (entry.kind === 'rows') {
      if (current === undefined) throw toBadFile(file, 'elle est abîmée')
      current.digest.add(entry.lines)
      onLines(current.name, entry.lines)
    } else trailer = entry.trailer
  }
  if (header === undefined || trailer === undefined) throw toBadFile(file, 'elle est vide')
  const found = Object.fromEntries([...digests].map(([name, digest]) => [name, digest.result()]))
  if (digests.size !== header.tables.length || differingTables(found, trailer.tables).length > 0) {
    throw toBadFile(file, 'elle est abîmée')
  }
  return { header, trailer }
}

/** A backup that readBackup() found whole, to be stored. Read again from the start: a file is not kept in memory. */
export async function openBackupSource(file: string): Promise<RowSource & { close(): Promise<void> }> {
  const entries = readEntries(file)
  const first = await entries.next()
  if (first.done || first.value.kind !== 'header') throw toBadFile(file, 'elle est abîmée')
  /** What came after the rows of the table before. */
  let pending: Entry | undefined
  const next = async () => {
    const entry = pending ?? (await entries.next()).value
    pending = undefined
    return entry
  }
  return {
    header: first.value.header,
    async *rows(table) {
      const mark = await next()
      if (mark?.kind !== 'table' || mark.name !== table.name) throw toBadFile(file, 'elle est abîmée')
      for (;;) {
        const entry = await next()
        if (entry?.kind !== 'rows') {
          pending = entry
          return
        }
        yield entry.lines
      }
    },
    async close() {
      await entries.return(undefined)
    },
  }
}
