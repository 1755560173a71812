import type { LikeDocument } from './find-duplicates.ts'
import type { IgnoredFile } from './find-files.ts'
import type { RefusalReason, Words } from './refusal.ts'

/** What became of one file. */
export interface DocumentOutcome {
  path: string
  source: string
  outcome: 'stored' | 'replaced' | 'unchanged' | 'failed'
  /** Null when the file was not read. */
  title: string | null
  chunks: number
  /** How many of them are question–answer pairs. */
  pairs?: number
  pages: number | null
  /** What of it could not be read, or not well. */
  warnings: Words[]
  language: string | null
  /** Other documents, of this owner or shared, that say nearly the same. */
  similar: LikeDocument[]
  /** Why it failed: a code, and a sentence for the operator in French (`message`) and in English. */
  refusal: { reason: RefusalReason; message: string; english: string } | null
}

/** What became of a document that nothing came of yet, but for what is known. */
export function toDocumentOutcome(
  { path, source }: Pick<DocumentOutcome, 'path' | 'source'>,
  known: Partial<DocumentOutcome> = {},
): DocumentOutcome {
  return {
    path,
    source,
    outcome: 'failed',
    title: null,
    chunks: 0,
    pages: null,
    warnings: [],
    language: null,
    similar: [],
    refusal: null,
    ...known,
  }
}

/** A document whose file is gone. */
export interface PrunedDocument {
  id: string
  source: string
  title: string
}

export interface IngestReport {
  /** True: nothing was written, the outcomes say what would have been. */
  dryRun: boolean
  /** True: ended before the last file because it was asked to. */
  interrupted: boolean
  documents: DocumentOutcome[]
  pruned: PrunedDocument[]
  ignored: IgnoredFile[]
  /** What the operator should know beside, in French. */
  notices: string[]
  seconds: number
}

/** Thrown before anything is read or written: the request itself is wrong. One French line a problem. */
export class IngestUsageError extends Error {
  readonly problems: string[]

  constructor(problems: string[]) {
    super(problems.join('\n'))
    this.name = 'IngestUsageError'
    this.problems = problems
  }
}
