import { z } from 'zod'
import { editDistance } from './edit-distance.ts'
import type { Problem } from './front-matter.ts'
import type { Localised } from './persona.ts'

/** A text given once for both languages, or as `{fr, en}` (either may stand for both). */
export const LocalisedText = z
  .union([
    z.string().trim().min(1),
    z.strictObject({ fr: z.string().trim().min(1).optional(), en: z.string().trim().min(1).optional() }),
  ])
  .refine(text => typeof text === 'string' || text.fr !== undefined || text.en !== undefined)
  .transform((text): Localised => {
    if (typeof text === 'string') return { fr: text, en: text }
    return { fr: text.fr ?? text.en ?? '', en: text.en ?? text.fr ?? '' }
  })

/** What each field must be, in French: the reason given when it is not. */
export type Expectations = Record<string, string>

/**
 * Checks front matter against a schema. Every wrong field gives one problem, whose reason says what was
 * expected and what was found; unknown fields are problems too, with the field that was probably meant.
 */
export function checkFields<Schema extends z.ZodObject>(
  schema: Schema,
  expectations: Expectations,
  fields: Record<string, unknown>,
): { value: z.output<Schema> } | { problems: Problem[] } {
  const unknown = Object.keys(fields).filter(field => !Object.hasOwn(schema.shape, field))
  const problems = unknown.map(field => ({ field, reason: unknownField(field, Object.keys(schema.shape)) }))
  const parsed = schema.safeParse(fields)
  if (parsed.success) return problems.length > 0 ? { problems } : { value: parsed.data }
  const wrong = new Map(parsed.error.issues.map(issue => [String(issue.path[0] ?? ''), issue.path]))
  for (const [field, path] of wrong) {
    problems.push({ field, reason: reasonOf(fields, field, path, expectations[field] ?? 'une autre valeur') })
  }
  return { problems }
}

function reasonOf(
  fields: Record<string, unknown>,
  field: string,
  path: PropertyKey[],
  expected: string,
): string {
  const value = fields[field]
  if (value === undefined || value === null) return `champ obligatoire manquant : ${expected}`
  const position = Array.isArray(value) && typeof path[1] === 'number' ? ` (élément ${path[1] + 1})` : ''
  const found = position ? (value as unknown[])[Number(path[1])] : value
  return `${expected}${position} ; trouvé : ${describe(found)}`
}

function describe(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

function unknownField(field: string, known: string[]): string {
  const near = known.find(name => editDistance(name, field, 2) <= 2)
  return near
    ? `champ inconnu ; voulais-tu dire « ${near} » ?`
    : `champ inconnu ; champs possibles : ${known.join(', ')}`
}
