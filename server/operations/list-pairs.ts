import { z } from 'zod'
import type { Database } from '../ports/database.ts'

/** A curated question–answer pair as it is stored. */
export const ListedPair = z
  .object({
    id: z.string(),
    /** A persona's slug, or `shared`. */
    owner: z.string(),
    document_id: z.string(),
    source: z.string().nullable(),
    filename: z.string().nullable(),
    title: z.string().nullable(),
    /** The ways to ask for it, the first one its title. */
    questions: z.array(z.string()),
    answer: z.string(),
    /** First and last day (UTC) on which it answers, `2026-12-31`; null is no limit. */
    valid_from: z.string().nullable(),
    valid_until: z.string().nullable(),
    /** Whether today is one of them. */
    counts: z.boolean(),
  })
  .transform(({ document_id, valid_from, valid_until, ...rest }) => ({
    ...rest,
    documentId: document_id,
    validFrom: valid_from,
    validUntil: valid_until,
  }))
export type ListedPair = z.infer<typeof ListedPair>

/** All pairs by owner, file and place in it, or those of one owner. */
export async function listPairs(database: Database, input: { owner?: string } = {}): Promise<ListedPair[]> {
  return z.array(ListedPair).parse(await database.call('list_pairs', { p_owner: input.owner ?? null }))
}
