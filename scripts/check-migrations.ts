// `npm run check` runs it: no migration that was published is another now. The list of their checksums is in the repository
// and only grows, so that a copy without history is checked too; where there is a history, so is the list itself.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readDatabaseFiles } from '../server/database/database-files.ts'
import { root } from './command-line.ts'
import { findProblems, migrationListPath, readEarlierLists } from './migration-list.ts'

const { migrations } = await readDatabaseFiles()
const list = await readFile(join(root, migrationListPath), 'utf8')
const earlier = readEarlierLists(root)
const problems = findProblems(list, migrations, earlier ?? [])
for (const problem of problems) console.error(`✗ ${problem}`)
if (problems.length > 0) process.exit(1)
const compared =
  earlier === null
    ? 'pas d’historique git ici : la liste seule a été comparée'
    : `et ses ${earlier.length} versions dans git`
console.log(`${migrations.length} migrations comme dans ${migrationListPath} (${compared})`)
