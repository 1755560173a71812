import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseTeam, TeamFilesError } from './parse-team.ts'
import type { Persona, Team } from './persona.ts'

/**
 * Reads the folder of the personas (`agents/*.md`).
 * Throws TeamFilesError (one French line a problem) when a file is wrong or the folder cannot be read.
 */
export async function loadTeam(folder: string): Promise<{ team: Team; personas: Persona[] }> {
  const names = await readdir(folder).catch(error => {
    throw new TeamFilesError([
      `${folder} : dossier illisible (${(error as NodeJS.ErrnoException).code ?? 'erreur'})`,
    ])
  })
  const files = names.filter(name => /^[^._].*\.md$/i.test(name))
  return parseTeam(
    folder,
    await Promise.all(files.map(async name => ({ name, text: await readFile(join(folder, name), 'utf8') }))),
  )
}
