import { createHash } from 'node:crypto'
import { splitterVersion } from './split-document.ts'

/** What a document is stored with beside its content. */
export interface DocumentLabels {
  tags: string[]
  category: string | null
  priority: number
}

/**
 * Equal for a document that need not be read again: same bytes, name and labels, same splitter. Hexadecimal
 * SHA-256.
 */
export function documentHash(bytes: Uint8Array, filename: string, labels: DocumentLabels): string {
  return createHash('sha256')
    .update(JSON.stringify([splitterVersion, filename, labels.tags, labels.category, labels.priority]))
    .update(bytes)
    .digest('hex')
}
