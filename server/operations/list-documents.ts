import { z } from 'zod'
import type { Database } from '../ports/database.ts'

/** A stored document, without its content. Members are null on documents from before this version. */
export const ListedDocument = z
  .object({
    id: z.string(),
    owner: z.string(),
    source: z.string().nullable(),
    url: z.string().nullable(),
    filename: z.string().nullable(),
    title: z.string().nullable(),
    file_type: z.string().nullable(),
    content_hash: z.string().nullable(),
    tags: z.array(z.string()),
    category: z.string().nullable().default(null),
    priority: z.number().default(0),
    /** First and last day (UTC) on which it answers, `2026-12-31`; null is no limit. */
    valid_from: z.string().nullable().default(null),
    valid_until: z.string().nullable().default(null),
    /** Whether today is one of them. */
    counts: z.boolean().default(true),
    /** How many question–answer pairs it holds. */
    pairs: z.number().default(0),
    language: z.string().nullable(),
    pages: z.number().nullable(),
    /** What near-duplicates are found by; null when the document has no report. */
    signature: z.string().nullable().default(null),
    chunks: z.number(),
    tokens: z.number(),
    /** When its page was first found to be gone from the web; null while it is there, and of files. */
    gone_since: z.string().nullable().default(null),
    updated_at: z.string(),
  })
  .transform(({ file_type, content_hash, valid_from, valid_until, gone_since, updated_at, ...rest }) => ({
    ...rest,
    validFrom: valid_from,
    validUntil: valid_until,
    fileType: file_type,
    contentHash: content_hash,
    goneSince: gone_since,
    updatedAt: updated_at,
  }))
export type ListedDocument = z.infer<typeof ListedDocument>

/** All documents by owner and source, or those of one owner. */
export async function listDocuments(
  database: Database,
  input: { owner?: string } = {},
): Promise<ListedDocument[]> {
  return z
    .array(ListedDocument)
    .parse(await database.call('list_documents', { p_owner: input.owner ?? null }))
}
