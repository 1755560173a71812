import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deleteDocument } from '../operations/delete-document.ts'
import type { ListedDocument } from '../operations/list-documents.ts'
import type { Database } from '../ports/database.ts'
import { createDocumentReader, type DocumentReader } from './document-reader.ts'
import type { EmbedChunks } from './embed-chunks.ts'
import type { DuplicateFinder, LikeDocument } from './find-duplicates.ts'
import { type FoundFile, type FoundFiles, findFiles } from './find-files.ts'
import { type IngestContext, type PreparedFile, prepareFile, storeFile } from './ingest-file.ts'
import {
  type DocumentOutcome,
  type IngestReport,
  IngestUsageError,
  type PrunedDocument,
} from './ingest-report.ts'
import { openIngest } from './open-ingest.ts'
import { unpackArchives } from './unpack-archives.ts'

export interface IngestRequest {
  database: Database
  /** Files and folders, absolute or from the working directory. */
  paths: readonly string[]
  /** The specialist who may use the documents, or `shared`. */
  agent: string
  tags?: readonly string[]
  category?: string | null
  /** Default 0. */
  priority?: number
  /** Reads everything and writes nothing. */
  dryRun?: boolean
  /** Removes this agent's documents whose file is gone from the given folders. */
  prune?: boolean
  uploadedBy?: string | null
  /** Called once before the first file and after each one. */
  onProgress?: (progress: { done: number; total: number; document: DocumentOutcome | null }) => void
  /** Aborted: no further file is begun, nothing is pruned, the report says `interrupted`. */
  signal?: AbortSignal
  /** One of the caller's, to keep its process over several calls; else one is made and closed. */
  reader?: DocumentReader
  /** Gives the chunks embeddings; without it, or when it fails, they are stored without. */
  embedding?: EmbedChunks | undefined
  /** Sources of documents inside count from here: default the product's folder. */
  productFolder?: string
}

const ownFolder = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '')

function checkRequest({ problems: found, folders }: FoundFiles, prune: boolean): void {
  const problems = [...found]
  if (prune && folders.some(folder => folder.prefix === ''))
    problems.push('--prune sur le dossier du produit entier n’est pas possible : donne un de ses dossiers')
  if (prune && folders.length === 0) problems.push('--prune demande un dossier')
  if (problems.length > 0) throw new IngestUsageError(problems)
}

/** The files in order, each read while the one before is being stored. Stops before the next one when aborted. */
async function* readAhead(
  files: readonly FoundFile[],
  context: IngestContext,
  signal: AbortSignal | undefined,
): AsyncGenerator<[FoundFile, PreparedFile]> {
  let next = files[0] && prepareFile(files[0], context)
  // It is waited for below, maybe after it has failed, or never.
  next?.catch(() => {})
  for (const [index, file] of files.entries()) {
    if (signal?.aborted || next === undefined) return
    const prepared = await next
    const following = files[index + 1]
    next = following && prepareFile(following, context)
    next?.catch(() => {})
    yield [file, prepared]
  }
}

/** The documents that say nearly the same as one that was just read. */
function findSimilar(
  { outcome, source }: DocumentOutcome,
  { input }: PreparedFile,
  duplicates: DuplicateFinder,
): LikeDocument[] {
  if (input === null || outcome === 'failed') return []
  const { owner, title, report } = input.document
  const signature = typeof report?.signature === 'string' ? report.signature : null
  return duplicates.add({ owner, source, title, signature })
}

/** Documents below the folders whose file was not found there; a folder with nothing in it removes nothing. */
function findGone(found: FoundFiles, stored: readonly ListedDocument[]): PrunedDocument[] {
  const present = new Set(found.files.map(file => file.source))
  const prefixes = found.folders.filter(folder => !folder.empty).map(folder => folder.prefix)
  // What is in an archive that could not be opened is not gone, nor what stands behind a link that leads nowhere for now.
  const closed = found.files.flatMap(({ isArchive, source }) => (isArchive ? [`${source}/`] : []))
  const away = new Set(found.unreachable.map(({ source }) => source))
  closed.push(...[...away].map(source => `${source}/`))
  return stored.flatMap(({ id, source, title }) => {
    const gone =
      source !== null &&
      !present.has(source) &&
      !away.has(source) &&
      prefixes.some(prefix => source.startsWith(prefix)) &&
      !closed.some(prefix => source.startsWith(prefix))
    return gone ? [{ id, source, title: title ?? source }] : []
  })
}

/** So many links that lead nowhere are named. */
const namedLinks = 5

function unreachableNotices({ unreachable }: FoundFiles): string[] {
  const rest = unreachable.length - namedLinks
  return [
    ...unreachable
      .slice(0, namedLinks)
      .map(({ path }) => `${path} ne mène nulle part pour l’instant : rien n’en a été lu, ni retiré`),
    ...(rest > 0 ? [`et ${rest} de plus qui ne ${rest > 1 ? 'mènent' : 'mène'} nulle part`] : []),
  ]
}

/**
 * Loads files into the database as one agent's documents: new ones are stored, changed ones replaced in one
 * transaction each, unchanged ones (same bytes, labels and splitter) left alone. A file that cannot be read
 * fails alone, with its reason in the report. Throws IngestUsageError before anything happens when a path is
 * not there, AppError `database_unavailable` when the database goes away, ReaderStartError when nothing can be read here.
 */
export async function ingestFiles(request: IngestRequest): Promise<IngestReport> {
  const begun = performance.now()
  const found = await findFiles(request.paths, request.productFolder ?? ownFolder)
  checkRequest(found, request.prune ?? false)
  const reader = request.reader ?? createDocumentReader()
  const folder = found.files.some(({ isArchive }) => isArchive)
    ? await mkdtemp(join(tmpdir(), 'chatbot-archives-'))
    : null
  try {
    const files = folder === null ? found : await unpackArchives(found, reader, folder)
    return { ...(await ingestFound(request, files, reader)), seconds: (performance.now() - begun) / 1000 }
  } finally {
    if (folder !== null) await rm(folder, { recursive: true, force: true })
    if (!request.reader) await reader.close()
  }
}

async function ingestFound(
  request: IngestRequest,
  found: FoundFiles,
  reader: DocumentReader,
): Promise<Omit<IngestReport, 'seconds'>> {
  const { database, dryRun = false, prune = false, onProgress } = request
  const { tags = [], category = null, priority = 0 } = request
  const labels = { tags: [...tags], category, priority }
  const { context, listed, duplicates } = await openIngest({ ...request, labels }, reader)
  const documents: DocumentOutcome[] = []
  const total = found.files.length
  onProgress?.({ done: 0, total, document: null })
  for await (const [file, prepared] of readAhead(found.files, context, request.signal)) {
    const outcome = await storeFile(file, prepared, context)
    const document = { ...outcome, similar: findSimilar(outcome, prepared, duplicates) }
    documents.push(document)
    onProgress?.({ done: documents.length, total, document })
  }
  const interrupted = request.signal?.aborted === true
  const pruned = prune && !interrupted ? findGone(found, listed) : []
  if (!dryRun) for (const { id } of pruned) await deleteDocument(database, { id })
  const empty = prune ? found.folders.filter(folder => folder.empty) : []
  const notices = [
    ...unreachableNotices(found),
    ...empty.map(folder => `${folder.path} est vide : rien n’en a été retiré`),
    ...(context.chunkEmbedder?.notices() ?? []),
  ]
  return {
    dryRun,
    interrupted,
    documents,
    pruned,
    ignored: found.ignored,
    notices,
  }
}
