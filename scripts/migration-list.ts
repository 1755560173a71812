import { spawnSync } from 'node:child_process'
import { createDatabaseError } from '../server/database/database-error.ts'
import type { DatabaseFile } from '../server/database/database-files.ts'

/** Where the list is, in the repository; `sha256sum --check` reads it too. */
export const migrationListPath = 'database/migrations.sha256'

type Migration = Pick<DatabaseFile, 'name' | 'checksum'>

function toLine({ name, checksum }: Migration): string {
  return `${checksum}  migrations/${name}.sql\n`
}

/** Checksums by name. */
function readList(text: string): Map<string, string> {
  const lines = text.matchAll(/^(\S+) {2}migrations\/(\S+)\.sql$/gm)
  return new Map(Array.from(lines, ([, checksum = '', name = '']) => [name, checksum]))
}

const wasEdited = (name: string) =>
  `${name}.sql a été modifiée après avoir été publiée, et les bases qui l’ont ne démarreraient plus : rétablis-la et écris une nouvelle migration.`

/**
 * What is wrong with the migrations, in lines for the developer: one that is not what the list says, or what any of the
 * `earlier` lists said, for the list only grows; one that is gone, or not listed yet.
 */
export function findProblems(
  list: string,
  files: readonly Migration[],
  earlier: readonly string[],
): string[] {
  const known = new Map(files.map(({ name, checksum }) => [name, checksum]))
  const problems = [list, ...earlier].flatMap(each =>
    [...readList(each)].flatMap(([name, checksum]) => {
      const now = known.get(name)
      if (now === undefined) return [`${name}.sql a disparu : rétablis-la.`]
      return now === checksum ? [] : [wasEdited(name)]
    }),
  )
  const listed = readList(list)
  const missing = files.filter(({ name }) => !listed.has(name))
  const added = missing.map(
    ({ name }) => `${name}.sql n’est pas dans ${migrationListPath} : npm run migrations l’y ajoute.`,
  )
  return [...new Set([...problems, ...added])]
}

/**
 * The list with all that there are. Throws `migration_edited` when one that `committed` names is another now; what is a draft still may
 * change.
 */
export function growList(files: readonly Migration[], committed: string): string {
  const fixed = readList(committed)
  for (const { name, checksum } of files)
    if ((fixed.get(name) ?? checksum) !== checksum)
      throw createDatabaseError('migration_edited', wasEdited(name))
  return files.map(toLine).join('')
}

/** The list as each commit of the repository had it, the latest first; null where there is no history to read. */
export function readEarlierLists(root: string): string[] | null {
  const git = (...args: string[]) => spawnSync('git', ['-C', root, ...args], { encoding: 'utf8' })
  // Not in a repository of somebody else's that this one was unpacked in.
  const { status, stdout } = git('rev-parse', '--show-prefix')
  if (status !== 0 || stdout.trim() !== '') return null
  const commits = git('log', '--format=%H', '--', migrationListPath).stdout.split('\n').filter(Boolean)
  return commits.flatMap(commit => {
    const { status, stdout } = git('show', `${commit}:${migrationListPath}`)
    return status === 0 ? [stdout] : []
  })
}
