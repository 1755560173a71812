import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const parts = [
  'server',
  'contract',
  'database',
  'agents',
  'knowledge',
  'scripts',
  'dist',
  'package-lock.json',
  'vite.config.ts',
]

/**
 * Copies this checkout into `folder` as version 0.1.`number`, which brings with it a migration for each number up to its
 * own and a change of the functions that every turn calls. Packages, and Node where it was fetched, are this checkout's.
 */
export function createRelease(folder: string, number: number): string {
  mkdirSync(folder, { recursive: true })
  for (const part of parts) cpSync(join(root, part), join(folder, part), { recursive: true })
  // A Node that was fetched because the machine's is too old is not fetched again.
  for (const installed of ['node_modules', '.node']) {
    if (existsSync(join(root, installed))) symlinkSync(join(root, installed), join(folder, installed))
  }
  const about = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...about, version: `0.1.${number}` }))
  for (let each = 1; each <= number; each++) {
    const name = `9${String(each).padStart(3, '0')}_update_${each}.sql`
    writeFileSync(
      join(folder, 'database/migrations', name),
      `alter table messages add column if not exists update_${each} text;
create index if not exists messages_update_${each} on messages (update_${each}) where update_${each} is not null;
`,
    )
  }
  for (const verb of ['begin_turn', 'finish_turn', 'search_knowledge']) {
    appendFileSync(join(folder, `database/functions/${verb}.sql`), `-- as version ${number} has it\n`)
  }
  return folder
}
