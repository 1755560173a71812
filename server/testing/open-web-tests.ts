import { after } from 'node:test'
import { listDocuments } from '../operations/list-documents.ts'
import { openTestDatabase } from './open-test-database.ts'
import { openWebIngestion } from './open-web-ingestion.ts'

/** A site on loopback whose documents are an agent's of its own. */
export type TestSite = Awaited<ReturnType<ReturnType<typeof openWebIngestion>['openSite']>>

/** A test file's database and ingestion from the web, closed after its tests. */
export async function openWebTests() {
  const database = await openTestDatabase()
  const { openSite, reader, close } = openWebIngestion(database)
  after(async () => {
    await close()
    await database.close()
  })
  return {
    database,
    openSite,
    reader,
    /** The paths, with their queries, of what is stored of a site. */
    async pathsOf({ agent }: Pick<TestSite, 'agent'>): Promise<string[]> {
      const documents = await listDocuments(database, { owner: agent })
      return documents.map(({ source }) => {
        const { pathname, search } = new URL(source ?? '')
        return pathname + search
      })
    },
  }
}
