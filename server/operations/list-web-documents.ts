import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const WebDocument = z
  .object({
    id: z.string(),
    owner: z.string(),
    source: z.string(),
    title: z.string().nullable(),
    content_hash: z.string().nullable(),
    pages: z.number().nullable(),
    chunks: z.number(),
    web: z.unknown(),
  })
  .transform(({ content_hash, ...rest }) => ({ ...rest, contentHash: content_hash }))
/** A document that was read from the web; `web` is what ingestion wrote down of the page, as it was written. */
export type WebDocument = z.infer<typeof WebDocument>

/** Every document that was read from the web, by owner and address. */
export async function listWebDocuments(database: Database): Promise<WebDocument[]> {
  return z.array(WebDocument).parse(await database.call('list_web_documents', {}))
}
