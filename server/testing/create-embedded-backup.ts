import { join } from 'node:path'
import { backUp } from '../database/backup/back-up.ts'
import { openEmbeddedSession } from '../database/backup/embedded-session.ts'
import { openDatabase } from '../database/open-database.ts'
import './compiled-postgres.ts'
import { fillTables } from './fill-tables.ts'
import { createFolder } from './start-product.ts'

/**
 * An embedded database that is full of what is hard to carry (fillTables), and a backup of it, in a folder that whoever
 * asked for it disposes of. `emptyTarget` names a data folder that nobody has used, another one each time.
 */
export async function createEmbeddedBackup() {
  const folder = createFolder()
  const original = { driver: 'embedded', dataDir: join(folder.path, 'original') } as const
  const file = join(folder.path, 'backup.jsonl.gz')
  await (await openDatabase(original)).database.close()
  const session = openEmbeddedSession(join(original.dataDir, 'database'))
  await fillTables(session)
  await session.close()
  const report = await backUp(original, file, '1.2.3')
  let folders = 0
  const emptyTarget = () =>
    ({ driver: 'embedded', dataDir: join(folder.path, `target-${++folders}`) }) as const
  return { folder, original, file, report, emptyTarget }
}
