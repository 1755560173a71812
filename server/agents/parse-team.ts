import type { Problem } from './front-matter.ts'
import { parsePersona } from './parse-persona.ts'
import { parseTeamFile } from './parse-team-file.ts'
import type { Persona, Team } from './persona.ts'

/** A Markdown file of the agents folder: its name (`carole.md`) and its text. */
export interface AgentFile {
  name: string
  text: string
}

/** The team's files are wrong: `problems` has one line each, `file : field : reason`, in French. */
export class TeamFilesError extends Error {
  readonly problems: string[]

  constructor(problems: string[]) {
    super(problems.join('\n'))
    this.name = 'TeamFilesError'
    this.problems = problems
  }
}

/**
 * Reads the whole team out of its files; specialists in the order of their ids.
 * `folder` only names the files in messages. README.md is not a specialist.
 * Throws TeamFilesError with every problem of every file at once.
 */
export function parseTeam(folder: string, files: readonly AgentFile[]): { team: Team; personas: Persona[] } {
  const problems: string[] = []
  const personas: Persona[] = []
  let team: Team | undefined
  for (const file of [...files].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const slug = file.name.replace(/\.md$/i, '')
    if (slug.toLowerCase() === 'readme') continue
    const parsed = slug === 'team' ? parseTeamFile(file.text) : parsePersona(slug, file.text)
    if ('problems' in parsed)
      problems.push(...parsed.problems.map(problem => toLine(folder, file.name, problem)))
    else if ('team' in parsed) team = parsed.team
    else personas.push(parsed.persona)
  }
  problems.push(...missing(folder, files), ...sameNames(folder, personas))
  if (problems.length > 0 || !team) throw new TeamFilesError(problems)
  return { team, personas }
}

function toLine(folder: string, name: string, { field, reason }: Problem): string {
  return [`${folder}/${name}`, field, reason].filter(part => part !== '').join(' : ')
}

function missing(folder: string, files: readonly AgentFile[]): string[] {
  const slugs = files.map(file => file.name.replace(/\.md$/i, ''))
  const lines = []
  if (!slugs.includes('team'))
    lines.push(`${folder}/team.md : le fichier de l’équipe manque (voir ${folder}/README.md)`)
  if (!slugs.some(slug => slug !== 'team' && slug.toLowerCase() !== 'readme')) {
    lines.push(`${folder} : aucun spécialiste ; il faut au moins un fichier ${folder}/<id>.md`)
  }
  return lines
}

/** Two specialists with one name could not be told apart by a visitor who answers "Carole". */
function sameNames(folder: string, personas: readonly Persona[]): string[] {
  const seen = new Map<string, string>()
  const lines = []
  for (const { id, name } of personas) {
    const other = seen.get(name.toLowerCase())
    if (other) lines.push(`${folder}/${id}.md : name : « ${name} » est déjà le nom de ${folder}/${other}.md`)
    seen.set(name.toLowerCase(), id)
  }
  return lines
}
