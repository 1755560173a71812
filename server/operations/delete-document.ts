import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const DeleteDocumentResult = z.object({ deleted: z.boolean() })

/** Removes a document and its chunks; `deleted` is false when there is none with that id. */
export async function deleteDocument(
  database: Database,
  input: { id: string },
): Promise<{ deleted: boolean }> {
  return DeleteDocumentResult.parse(await database.call('delete_document', { p_id: input.id }))
}
