import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { AppError } from '../errors.ts'
import { putDocument } from '../operations/put-document.ts'
import type { Database } from '../ports/database.ts'
import { type DocumentLabels, documentHash } from './document-hash.ts'
import type { DocumentReader } from './document-reader.ts'
import { type FileType, unsupportedReason } from './file-type.ts'
import type { FoundFile } from './find-files.ts'
import type { DocumentOutcome } from './ingest-report.ts'
import { Refusal } from './refusal.ts'

const maximumBytes = 20 * 1024 * 1024

/** What stays the same from file to file. */
export interface IngestContext {
  database: Database
  reader: DocumentReader
  owner: string
  labels: DocumentLabels
  uploadedBy: string | null
  dryRun: boolean
  /** Content hashes of this owner's stored documents, by source. */
  stored: ReadonlyMap<
    string,
    { contentHash: string | null; title: string | null; chunks: number; pages: number | null }
  >
}

async function load(file: FoundFile): Promise<{ type: FileType; bytes: Uint8Array<ArrayBuffer> }> {
  if (file.type === null) throw new Refusal('unsupported', unsupportedReason(extname(file.path)))
  if (file.size > maximumBytes) throw new Refusal('too_large', 'fichier trop gros (20 Mo au plus)')
  try {
    const buffer = await readFile(file.path)
    // A small Buffer is a view into a pool that others share: the reader is handed a copy of its own.
    return { type: file.type, bytes: new Uint8Array(buffer) }
  } catch (cause) {
    throw new Refusal('unreadable', 'fichier illisible : vérifiez ses droits', cause)
  }
}

function outcomeOf(file: FoundFile, known: Partial<DocumentOutcome>): DocumentOutcome {
  return {
    path: file.path,
    source: file.source,
    outcome: 'failed',
    title: null,
    chunks: 0,
    pages: null,
    warnings: [],
    refusal: null,
    ...known,
  }
}

async function store(file: FoundFile, context: IngestContext): Promise<DocumentOutcome> {
  const { type, bytes } = await load(file)
  const contentHash = documentHash(bytes, file.filename, context.labels)
  const known = context.stored.get(file.source)
  if (known?.contentHash === contentHash)
    return outcomeOf(file, {
      outcome: 'unchanged',
      title: known.title,
      chunks: known.chunks,
      pages: known.pages,
    })
  const read = await context.reader.read({ type, filename: file.filename, bytes })
  const outcome = outcomeOf(file, {
    outcome: known ? 'replaced' : 'stored',
    title: read.title,
    chunks: read.chunks.length,
    pages: read.pages,
    warnings: read.warnings,
  })
  if (context.dryRun) return outcome
  const document = {
    owner: context.owner,
    source: file.source,
    filename: file.filename,
    fileType: type,
    title: read.title,
    language: read.language,
    tags: [...new Set([...context.labels.tags, ...read.tags])],
    category: context.labels.category ?? read.category,
    priority: context.labels.priority,
    contentHash,
    pages: read.pages,
    uploadedBy: context.uploadedBy,
  }
  const { kind } = await putDocument(context.database, { document, chunks: read.chunks })
  return { ...outcome, outcome: kind }
}

/**
 * Reads one file and stores it, unless what is stored is the same. A file that cannot be taken is an outcome,
 * with its reason; only a database that is gone throws.
 */
export async function ingestFile(file: FoundFile, context: IngestContext): Promise<DocumentOutcome> {
  try {
    return await store(file, context)
  } catch (error) {
    if (error instanceof Refusal)
      return outcomeOf(file, { refusal: { reason: error.reason, message: error.message } })
    if (error instanceof AppError) throw error
    const cause = error instanceof Error ? error.message : String(error)
    return outcomeOf(file, {
      refusal: { reason: 'not_stored', message: `la base de données l’a refusé (${cause})` },
    })
  }
}
