import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { AppError } from '../errors.ts'
import { type ChunkInput, type DocumentInput, putDocument } from '../operations/put-document.ts'
import type { Database } from '../ports/database.ts'
import { type DocumentLabels, documentHash } from './document-hash.ts'
import type { DocumentReader } from './document-reader.ts'
import type { ChunkEmbedder } from './embed-chunks.ts'
import { type FileType, unsupportedReason } from './file-type.ts'
import type { FoundFile } from './find-files.ts'
import { foldName } from './fold-name.ts'
import { type DocumentOutcome, toDocumentOutcome } from './ingest-report.ts'
import type { ParsedDocument } from './parse-document.ts'
import { ReaderStartError } from './reader-start-error.ts'
import { Refusal, type Words } from './refusal.ts'

const maximumBytes = 20 * 1024 * 1024

/** What stays the same from file to file. */
export interface IngestContext {
  database: Database
  reader: DocumentReader
  owner: string
  labels: DocumentLabels
  uploadedBy: string | null
  dryRun: boolean
  /** Absent: the chunks are stored without embeddings. */
  chunkEmbedder?: ChunkEmbedder | undefined
  /** Content hashes of this owner's stored documents, by source. */
  stored: ReadonlyMap<
    string,
    { contentHash: string | null; title: string | null; chunks: number; pages: number | null }
  >
}

async function load(file: FoundFile): Promise<{ type: FileType; bytes: Uint8Array }> {
  if (file.refusal) throw file.refusal
  if (file.type === null) throw new Refusal('unsupported', unsupportedReason(extname(file.path)))
  if (file.size > maximumBytes)
    throw new Refusal('too_large', {
      fr: 'fichier trop gros (20 Mo au plus)',
      en: 'file too large (20 MB at most)',
    })
  try {
    return { type: file.type, bytes: await readFile(file.path) }
  } catch (cause) {
    throw new Refusal(
      'unreadable',
      { fr: 'fichier illisible : vérifie ses droits', en: 'file cannot be opened: check its rights' },
      cause,
    )
  }
}

/** A file that was read: what to store, or what became of it already. */
export type PreparedFile =
  | { outcome: DocumentOutcome; input: null }
  | { outcome: DocumentOutcome; input: { document: DocumentInput; chunks: ChunkInput[] } }

/** The chunks of a file that are one specialist's: all but the pairs that it gives to others. Throws Refusal without any. */
function ownChunks(
  { chunks, report: { warnings } }: Pick<ParsedDocument, 'chunks' | 'report'>,
  owner: string,
): Pick<ParsedDocument, 'chunks'> & { warnings: Words[] } {
  const own = chunks.filter(({ agent }) => agent === undefined || foldName(agent) === owner)
  const left = chunks.length - own.length
  if (left === 0) return { chunks, warnings }
  const told = {
    fr: `${left} paire${left > 1 ? 's' : ''} pour d’autres que ${owner} (colonne « agent »), passée${left > 1 ? 's' : ''}`,
    en: `${left} pair${left > 1 ? 's' : ''} for others than ${owner} (column "agent"), left out`,
  }
  if (own.length === 0) throw new Refusal('empty', told)
  return { chunks: own, warnings: [...warnings, told] }
}

async function prepare(file: FoundFile, context: IngestContext): Promise<PreparedFile> {
  const { type, bytes } = await load(file)
  const contentHash = documentHash(bytes, file.filename, context.labels)
  const known = context.stored.get(file.source)
  if (known?.contentHash === contentHash) {
    const { title, chunks, pages } = known
    return { outcome: toDocumentOutcome(file, { outcome: 'unchanged', title, chunks, pages }), input: null }
  }
  const read = await context.reader.read({ type, filename: file.filename, bytes })
  const { chunks, warnings } = ownChunks(read, context.owner)
  const outcome = toDocumentOutcome(file, {
    outcome: known ? 'replaced' : 'stored',
    title: read.title,
    chunks: chunks.length,
    pairs: chunks.filter(({ questions }) => questions).length,
    pages: read.pages,
    warnings,
    language: read.language,
  })
  const document = {
    owner: context.owner,
    source: file.source,
    url: read.url,
    filename: file.filename,
    fileType: type,
    title: read.title,
    language: read.language,
    tags: [...new Set([...context.labels.tags, ...read.tags])],
    category: context.labels.category ?? read.category,
    priority: context.labels.priority === 0 ? (read.priority ?? 0) : context.labels.priority,
    validFrom: read.validFrom,
    validUntil: read.validUntil,
    contentHash,
    pages: read.pages,
    uploadedBy: context.uploadedBy,
    report: { ...read.report, warnings: warnings.map(words => ({ ...words })) },
  }
  return { outcome, input: { document, chunks } }
}

/** Reads one file, unless what is stored is the same. A file that cannot be read is an outcome; throws ReaderStartError only. */
export async function prepareFile(file: FoundFile, context: IngestContext): Promise<PreparedFile> {
  try {
    return await prepare(file, context)
  } catch (error) {
    if (error instanceof ReaderStartError) throw error
    const { reason, message, english } = error instanceof Refusal ? error : unforeseen(error)
    return { outcome: toDocumentOutcome(file, { refusal: { reason, message, english } }), input: null }
  }
}

/**
 * Stores what was read and says what became of it. A document that the database refuses is an outcome; only a
 * database that is gone throws.
 */
export async function storeFile(
  file: FoundFile,
  { outcome, input }: PreparedFile,
  { database, dryRun, chunkEmbedder }: IngestContext,
): Promise<DocumentOutcome> {
  if (input === null || dryRun) return outcome
  try {
    const { document } = input
    const chunks = (await chunkEmbedder?.embed(input.chunks, document)) ?? input.chunks
    const { kind } = await putDocument(database, { document, chunks, embeddingModel: chunkEmbedder?.model })
    return { ...outcome, outcome: kind }
  } catch (error) {
    if (error instanceof AppError) throw error
    const message = `la base de données l’a refusé (${causeOf(error)})`
    const english = `the database refused it (${causeOf(error)})`
    return toDocumentOutcome(file, { refusal: { reason: 'not_stored', message, english } })
  }
}

function unforeseen(error: unknown): Refusal {
  const cause = causeOf(error)
  const words = {
    fr: `erreur imprévue pendant la lecture (${cause})`,
    en: `unforeseen error while reading (${cause})`,
  }
  return new Refusal('unreadable', words, error)
}

function causeOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
