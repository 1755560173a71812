import { z } from 'zod'
import { checkFields, type Expectations, LocalisedText } from './check-fields.ts'
import { type Problem, parseFrontMatter } from './front-matter.ts'
import type { Persona } from './persona.ts'

/** Names a specialist cannot have: the shared documents, the escalation, the team's own file. */
const reservedIds = ['shared', 'escalate', 'team']

const PersonaFields = z.object({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/)
    .refine(id => !reservedIds.includes(id)),
  name: z.string().trim().min(1).max(60),
  emoji: z.string().trim().min(1).max(16),
  colour: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .toLowerCase(),
  description: LocalisedText,
  speciality: LocalisedText.nullish(),
  webhook_type: z.enum(['automation', 'creation']).nullish(),
  offer: LocalisedText.nullish(),
  model: z.string().trim().min(1).nullish(),
  examples: z.array(z.string().trim().min(1)).min(1),
  keywords: z.array(z.string().trim().min(1)).nullish(),
})

const expectations: Expectations = {
  id: `minuscules, chiffres et tirets (32 au plus, une lettre d’abord), et pas ${reservedIds.join(', ')} ; comme le nom du fichier`,
  name: 'le prénom ou le nom affiché, 1 à 60 caractères',
  emoji: 'un emoji, par exemple "✨"',
  colour: 'une couleur au format "#rrggbb", entre guillemets, par exemple "#f29b9b"',
  description: 'une phrase courte, ou { fr: …, en: … }',
  speciality: 'quelques mots, ou { fr: …, en: … }',
  webhook_type: '"automation" ou "creation"',
  offer: 'ce qui est proposé à qui tourne en rond, une ou deux phrases, ou { fr: …, en: … }',
  model: 'le nom d’un modèle, par exemple "anthropic/claude-sonnet-4.5"',
  examples: 'au moins une question d’exemple, une par ligne « - … », en texte',
  keywords: 'une liste de mots, un par ligne « - … », en texte',
}

/** Reads one agents/<id>.md. `slug` is the file's name without `.md`. */
export function parsePersona(slug: string, text: string): { persona: Persona } | { problems: Problem[] } {
  const file = parseFrontMatter(text)
  if ('problems' in file) return file
  const checked = checkFields(PersonaFields, expectations, file.fields)
  const problems = 'problems' in checked ? checked.problems : []
  const id = file.fields.id
  if (typeof id === 'string' && id !== slug && !problems.some(problem => problem.field === 'id')) {
    problems.push({ field: 'id', reason: `« ${id} » doit être le nom du fichier, « ${slug} »` })
  }
  if (file.body === '') problems.push({ field: '', reason: 'le texte sous l’en-tête (le prompt) est vide' })
  if ('problems' in checked || problems.length > 0) return { problems }
  return { persona: toPersona(checked.value, file.body) }
}

function toPersona(fields: z.output<typeof PersonaFields>, prompt: string): Persona {
  const { webhook_type, speciality, offer, model, keywords, ...rest } = fields
  return {
    ...rest,
    speciality: speciality ?? { fr: '', en: '' },
    webhookType: webhook_type ?? null,
    offer: offer ?? null,
    model: model ?? null,
    keywords: keywords ?? [],
    prompt,
  }
}
