import { z } from 'zod'
import type { Database, JsonObject } from '../ports/database.ts'

/** What may be said of a document beside what its file says. */
export interface DocumentSettings {
  tags?: string[]
  category?: string | null
  priority?: number
  /** First and last day (UTC) on which it answers, `2026-12-31`; null is no limit. */
  validFrom?: string | null
  validUntil?: string | null
}

const SetDocumentResult = z.object({ kind: z.enum(['set', 'not_found']) })

const columns = {
  tags: 'tags',
  category: 'category',
  priority: 'priority',
  validFrom: 'valid_from',
  validUntil: 'valid_until',
} as const satisfies Record<keyof DocumentSettings, string>

/**
 * Says of a document what stands over its file, however often that is read again; `forgotten` is the file's word again,
 * from its next reading on.
 */
export async function setDocument(
  database: Database,
  input: { id: string; values: DocumentSettings; forgotten?: readonly (keyof DocumentSettings)[] },
): Promise<z.infer<typeof SetDocumentResult>> {
  const values: JsonObject = {}
  for (const [name, column] of Object.entries(columns)) {
    const value = input.values[name as keyof DocumentSettings]
    if (value !== undefined) values[column] = value
  }
  return SetDocumentResult.parse(
    await database.call('set_document', {
      p_id: input.id,
      p_values: values,
      p_forgotten: (input.forgotten ?? []).map(name => columns[name]),
    }),
  )
}
