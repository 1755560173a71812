import { type ListedDocument, listDocuments } from '../operations/list-documents.ts'
import { switchEmbeddingModel } from '../operations/switch-embedding-model.ts'
import type { Database } from '../ports/database.ts'
import type { DocumentLabels } from './document-hash.ts'
import type { DocumentReader } from './document-reader.ts'
import { createChunkEmbedder, type EmbedChunks } from './embed-chunks.ts'
import { createDuplicateFinder, type DuplicateFinder } from './find-duplicates.ts'
import type { IngestContext } from './ingest-file.ts'

/** What an ingestion was asked for, wherever it reads from. */
export interface IngestSettings {
  database: Database
  agent: string
  labels: DocumentLabels
  uploadedBy?: string | null | undefined
  dryRun?: boolean | undefined
  embedding?: EmbedChunks | undefined
  signal?: AbortSignal | undefined
}

/** What holds for all that one ingestion reads, and this agent's documents as they are stored before it. */
export interface OpenIngest {
  context: IngestContext
  listed: ListedDocument[]
  /** Knows what the agent's visitors are answered from: their own documents and the shared ones. */
  duplicates: DuplicateFinder
}

/** Opens an ingestion. Throws AppError `database_unavailable`. */
export async function openIngest(
  { database, agent, labels, uploadedBy = null, dryRun = false, embedding, signal }: IngestSettings,
  reader: DocumentReader,
): Promise<OpenIngest> {
  const all = await listDocuments(database)
  const listed = all.filter(({ owner }) => owner === agent)
  const chunkEmbedder = embedding && !dryRun ? createChunkEmbedder(database, embedding, signal) : undefined
  // The first embeddings there are say which model is searched.
  if (chunkEmbedder) await switchEmbeddingModel(database, { model: chunkEmbedder.model })
  return {
    context: {
      database,
      chunkEmbedder,
      reader,
      owner: agent,
      labels,
      uploadedBy,
      dryRun,
      stored: new Map(listed.map(document => [document.source ?? document.id, document])),
    },
    listed,
    duplicates: createDuplicateFinder(
      all
        .filter(({ owner }) => owner === agent || owner === 'shared' || agent === 'shared')
        .map(({ owner, id, source, title, signature }) => {
          const name = source ?? id
          return { owner, source: name, title: title ?? name, signature }
        }),
    ),
  }
}
