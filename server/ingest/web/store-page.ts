import type { DuplicateFinder } from '../find-duplicates.ts'
import { type IngestContext, storeFile } from '../ingest-file.ts'
import { type DocumentOutcome, toDocumentOutcome } from '../ingest-report.ts'
import type { Words } from '../refusal.ts'
import type { ReadPage } from './read-page.ts'
import { toJson, type WebState } from './web-state.ts'

/** What became of a page that was read. `replaces`: something is stored of it already. Pure. */
export function outcomeOfPage(
  { document, chunks }: ReadPage,
  outcome: 'stored' | 'replaced' | 'unchanged',
  isSame: boolean,
): DocumentOutcome {
  return toDocumentOutcome(
    { path: document.source, source: document.source },
    {
      outcome,
      title: document.title,
      chunks: chunks.length,
      pages: document.pages ?? null,
      warnings: isSame ? [] : ((document.report?.warnings ?? []) as unknown as Words[]),
      language: document.language ?? null,
    },
  )
}

/** Stores a page that was read, and compares it with what is stored. Throws AppError when the database is gone. */
export async function storePage(
  { document, chunks }: ReadPage,
  state: WebState,
  outcome: DocumentOutcome,
  { context, duplicates }: { context: IngestContext; duplicates: DuplicateFinder },
): Promise<DocumentOutcome> {
  const { owner, uploadedBy } = context
  const { source, filename, title, report } = document
  const input = { document: { ...document, owner, uploadedBy, web: toJson(state) }, chunks }
  const file = { path: source, source, filename, type: null, size: 0 }
  const stored = await storeFile(file, { outcome, input }, context)
  if (stored.outcome === 'failed') return { ...stored, similar: [] }
  const signature = typeof report?.signature === 'string' ? report.signature : null
  const similar = duplicates.add({ owner, source, title, signature })
  return { ...stored, outcome: outcome.outcome, similar }
}
