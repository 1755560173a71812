import { z } from 'zod'
import { checkFields, type Expectations } from './check-fields.ts'
import { type Problem, parseFrontMatter } from './front-matter.ts'
import { parseTeamWidget } from './parse-team-widget.ts'
import {
  type Language,
  type Localised,
  type Team,
  type TeamTextKey,
  type TeamWidget,
  teamTextKeys,
} from './persona.ts'
import { defaultTeamTexts, teamTextPlaceholders } from './team-text.ts'

const TeamFields = z.object({
  name: z.string().trim().min(1).max(120),
  language: z.enum(['fr', 'en']).nullish(),
  contact: z.string().trim().min(1).nullish(),
  texts: z.strictObject({ fr: z.object({}).nullish(), en: z.object({}).nullish() }).nullish(),
  widget: z.record(z.string(), z.unknown()).nullish(),
})

const teamExpectations: Expectations = {
  name: 'le nom de l’équipe, 1 à 120 caractères',
  language: '"fr" ou "en"',
  contact: 'une adresse, un numéro ou une page, en texte',
  texts: 'les textes par langue : « fr: » et « en: »',
  widget: 'les réglages du chat : « position: », « colours: »…',
}

/** A text whose placeholders are all known. */
const TeamText = z
  .string()
  .trim()
  .min(1)
  .refine(text =>
    [...text.matchAll(/\{([^}]*)\}/g)].every(([, name]) =>
      (teamTextPlaceholders as readonly string[]).includes(name ?? ''),
    ),
  )

const shape = Object.fromEntries(teamTextKeys.map(key => [key, TeamText.nullish()]))
/** A clarifying question that names nobody would leave the visitor nothing to choose from. */
const clarify = TeamText.refine(text => text.includes('{specialists}')).nullish()
const TeamTexts = z.object({ ...shape, clarify } as Record<TeamTextKey, typeof clarify>)

const textExpectations: Expectations = {
  ...Object.fromEntries(
    teamTextKeys.map(key => [
      key,
      `un texte, sans autre accolade que ${teamTextPlaceholders.map(name => `{${name}}`).join(', ')}`,
    ]),
  ),
  clarify: 'la question posée en cas de doute ; elle doit contenir {specialists}',
}

type Texts = z.output<typeof TeamTexts>

/** Reads agents/team.md; the texts it does not give are the product's own, language by language. */
export function parseTeamFile(text: string): { team: Team } | { problems: Problem[] } {
  const file = parseFrontMatter(text)
  if ('problems' in file) return file
  const checked = checkFields(TeamFields, teamExpectations, file.fields)
  const french = checkTexts(file.fields.texts, 'fr')
  const english = checkTexts(file.fields.texts, 'en')
  const widget = parseTeamWidget(file.fields.widget, file.fields.language === 'en' ? 'en' : 'fr')
  if ('problems' in checked || 'problems' in french || 'problems' in english || 'problems' in widget) {
    const parts = [checked, french, english, widget]
    return { problems: parts.flatMap(part => ('problems' in part ? part.problems : [])) }
  }
  return { team: toTeam(checked.value, { fr: french.value, en: english.value }, widget.value, file.body) }
}

function checkTexts(texts: unknown, language: Language): { value: Texts } | { problems: Problem[] } {
  const given = (texts as Partial<Record<Language, unknown>> | null | undefined)?.[language] ?? {}
  if (typeof given !== 'object') return { value: {} as Texts }
  const checked = checkFields(TeamTexts, textExpectations, given as Record<string, unknown>)
  if ('value' in checked) return checked
  return {
    problems: checked.problems.map(problem => ({ ...problem, field: `texts.${language}.${problem.field}` })),
  }
}

function toTeam(
  fields: z.output<typeof TeamFields>,
  own: Record<Language, Texts>,
  widget: TeamWidget,
  prompt: string,
): Team {
  const said = (key: TeamTextKey, language: Language): string => {
    // Whoever has one text for who asks for a person has it for both cases.
    const given = own[language][key] ?? (key === 'human_told' ? own[language].human : undefined)
    return given ?? defaultTeamTexts[key][language]
  }
  const localised = (key: TeamTextKey): Localised => ({ fr: said(key, 'fr'), en: said(key, 'en') })
  return {
    name: fields.name,
    language: fields.language ?? 'fr',
    contact: fields.contact ?? null,
    texts: Object.fromEntries(teamTextKeys.map(key => [key, localised(key)])) as Team['texts'],
    widget,
    prompt,
  }
}
