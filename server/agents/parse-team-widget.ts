import { z } from 'zod'
import { checkFields, type Expectations, LocalisedText } from './check-fields.ts'
import type { Problem } from './front-matter.ts'
import type { Language, TeamWidget } from './persona.ts'

const LanguageName = z.enum(['fr', 'en'])
const Colour = z
  .string()
  .regex(/^#[0-9a-f]{6}$/i)
  .toLowerCase()
const Questions = z.array(z.string().trim().min(1).max(120)).min(1).max(6)

const WidgetFields = z.object({
  languages: z.array(LanguageName).min(1).nullish(),
  formality: z.enum(['tu', 'vous']).nullish(),
  theme: z.enum(['auto', 'light', 'dark']).nullish(),
  position: z.enum(['right', 'left']).nullish(),
  colours: z.strictObject({ primary: Colour, text: Colour, background: Colour }).partial().nullish(),
  suggestions: z.union([Questions, z.strictObject({ fr: Questions, en: Questions }).partial()]).nullish(),
  legal: LocalisedText.nullish(),
  legal_page: z.url({ protocol: /^https?$/ }).nullish(),
})

const expectations: Expectations = {
  languages: 'les langues du chat : [fr], [en] ou [fr, en]',
  formality: '"tu" ou "vous"',
  theme: '"auto", "light" ou "dark"',
  position: '"right" ou "left"',
  colours: 'primary, text et background, chacune "#rrggbb" entre guillemets',
  suggestions: '1 à 6 questions de 120 caractères au plus, ou « fr: » et « en: » avec chacune les leurs',
  legal: 'une phrase, ou « fr: » et « en: »',
  legal_page: 'une adresse qui commence par https:// ou http://',
}

/** What holds without a word about it; a language of its own leads. */
export function defaultTeamWidget(language: Language): TeamWidget {
  return {
    languages: language === 'en' ? ['en', 'fr'] : ['fr', 'en'],
    formality: 'tu',
    theme: 'auto',
    position: 'right',
    colours: {},
    suggestions: {},
    legal: null,
    legalPage: null,
  }
}

/**
 * Reads `widget:` of agents/team.md: how the chat shows itself. Everything has a default.
 * @param language the team's own
 */
export function parseTeamWidget(
  fields: unknown,
  language: Language,
): { value: TeamWidget } | { problems: Problem[] } {
  // What is no list of fields is reported with the team's other fields.
  const given = typeof fields === 'object' && fields !== null ? (fields as Record<string, unknown>) : {}
  const checked = checkFields(WidgetFields, expectations, given)
  if ('problems' in checked) {
    return { problems: checked.problems.map(problem => ({ ...problem, field: `widget.${problem.field}` })) }
  }
  const { languages, suggestions, legal_page, ...rest } = checked.value
  const standard = defaultTeamWidget(language)
  return {
    value: {
      languages: languages ? standard.languages.filter(name => languages.includes(name)) : standard.languages,
      formality: rest.formality ?? standard.formality,
      theme: rest.theme ?? standard.theme,
      position: rest.position ?? standard.position,
      colours: rest.colours ?? standard.colours,
      suggestions: Array.isArray(suggestions) ? { [language]: suggestions } : (suggestions ?? {}),
      legal: rest.legal ?? null,
      legalPage: legal_page ?? null,
    },
  }
}
