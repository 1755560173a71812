import { createDocumentReader, type DocumentReader } from '../../server/ingest/document-reader.ts'
import { ReaderStartError } from '../../server/ingest/reader-start-error.ts'
import type { Finding } from './finding.ts'

/** Whether documents can be read here: starts a reading process once. */
export async function checkReader(reader: DocumentReader = createDocumentReader()): Promise<Finding> {
  const about = { id: 'reader', section: 'Machine' } as const
  try {
    await reader.read({ type: 'markdown', filename: 'a.md', bytes: Buffer.from('Un mot.') })
    return { ...about, state: 'ok', text: 'les documents peuvent être lus' }
  } catch (error) {
    if (!(error instanceof ReaderStartError)) throw error
    const todo = 'Réinstalle le produit (npm ci) dans un dossier que ce compte peut lire.'
    return { ...about, state: 'error', text: error.message, todo }
  } finally {
    await reader.close()
  }
}
