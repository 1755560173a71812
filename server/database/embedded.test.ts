import { openTestDatabase } from '../testing/open-test-database.ts'
import { describeDatabase } from './database-contract.ts'

describeDatabase('the embedded driver', async () => {
  const database = await openTestDatabase()
  return { database, admin: { query: sql => database.query(sql) }, close: () => database.close() }
})
