import { z } from 'zod'
import { checkFields, type Expectations, LocalisedText } from './check-fields.ts'
import { type Problem, parseFrontMatter } from './front-matter.ts'
import { type Team, type TeamTextKey, teamTextKeys } from './persona.ts'
import { defaultTeamTexts, teamTextPlaceholders } from './team-text.ts'

/** A text whose placeholders are all known. */
const TeamText = LocalisedText.refine(text =>
  [...`${text.fr} ${text.en}`.matchAll(/\{([^}]*)\}/g)].every(([, name]) =>
    (teamTextPlaceholders as readonly string[]).includes(name ?? ''),
  ),
).nullish()

const texts = Object.fromEntries(teamTextKeys.map(key => [key, TeamText])) as Record<
  TeamTextKey,
  typeof TeamText
>

/** A clarifying question that names nobody would leave the visitor nothing to choose from. */
const ClarifyText = TeamText.refine(
  text => !text || (text.fr.includes('{candidates}') && text.en.includes('{candidates}')),
)

const TeamFields = z.object({
  name: z.string().trim().min(1).max(120),
  language: z.enum(['fr', 'en']).nullish(),
  contact: z.string().trim().min(1).nullish(),
  ...texts,
  clarify: ClarifyText,
})

const placeholders = teamTextPlaceholders.map(name => `{${name}}`).join(', ')

const expectations: Expectations = {
  name: 'le nom de l’équipe, 1 à 120 caractères',
  language: '"fr" ou "en"',
  contact: 'une adresse, un numéro ou une page, en texte',
  ...Object.fromEntries(
    teamTextKeys.map(key => [key, `un texte, ou { fr: …, en: … }, sans autre accolade que ${placeholders}`]),
  ),
  clarify:
    'la question posée en cas de doute, qui doit contenir {candidates} : un texte, ou { fr: …, en: … }',
}

/** Reads agents/team.md; the texts it does not give are the product's own. */
export function parseTeamFile(text: string): { team: Team } | { problems: Problem[] } {
  const file = parseFrontMatter(text)
  if ('problems' in file) return file
  const checked = checkFields(TeamFields, expectations, file.fields)
  if ('problems' in checked) return checked
  return { team: toTeam(checked.value, file.body) }
}

function toTeam(fields: z.output<typeof TeamFields>, prompt: string): Team {
  const own = Object.fromEntries(teamTextKeys.map(key => [key, fields[key] ?? defaultTeamTexts[key]]))
  return {
    name: fields.name,
    language: fields.language ?? 'fr',
    contact: fields.contact ?? null,
    texts: own as Team['texts'],
    prompt,
  }
}
