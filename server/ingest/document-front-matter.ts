import { foldName } from './fold-name.ts'
import { type Fields, readFrontMatterFields } from './front-matter-fields.ts'
import { parseDay } from './parse-day.ts'
import type { Words } from './refusal.ts'

/** What a Markdown file says of itself between `---` lines. */
export interface DocumentFrontMatter {
  title: string | null
  language: string | null
  url: string | null
  category: string | null
  tags: string[]
  /** Null where it says none. */
  priority: number | null
  /** First and last day on which it answers, `2026-12-31`; null is no limit. */
  validFrom: string | null
  validUntil: string | null
  /** True for a file of questions with their answers. */
  isPairs: boolean
  /** What it says that cannot be understood. */
  warnings: Words[]
}

const none: DocumentFrontMatter = {
  title: null,
  language: null,
  url: null,
  category: null,
  tags: [],
  priority: null,
  validFrom: null,
  validUntil: null,
  isPairs: false,
  warnings: [],
}

function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

/** `- Soldes : -20 %` in a list is a pair to YAML, and words to whoever wrote it. */
function pairOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, said]) => {
    const text = textOf(said)
    return text === null ? [] : `${name} : ${text}`
  })
}

function tagsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : []
  return list.flatMap(item => textOf(item) ?? pairOf(item))
}

function webAddress(value: unknown): string | null {
  const text = textOf(value)
  return text && /^https?:\/\/[^\s]+$/i.test(text) ? text : null
}

/** The value under whichever of the names a file uses; names are compared without accents. */
function fieldOf(fields: Fields, names: readonly string[]): unknown {
  const key = Object.keys(fields).find(name => names.includes(foldName(name).replace(/[\s'-]+/g, '_')))
  return key === undefined ? undefined : fields[key]
}

/** A day under one of the names, or null with what is wrong with it. */
function dayOf(fields: Fields, names: readonly string[], warnings: Words[]): string | null {
  const text = textOf(fieldOf(fields, names))
  if (text === null) return null
  const day = parseDay(text)
  if (day === null)
    warnings.push({
      fr: `date incomprise : « ${text} » (écris 2026-12-31 ou 31/12/2026), pas de limite`,
      en: `date not understood: "${text}" (write 2026-12-31), no limit`,
    })
  return day
}

function priorityOf(fields: Fields): number | null {
  const priority = Number(textOf(fieldOf(fields, ['priority', 'priorite'])) ?? Number.NaN)
  return Number.isSafeInteger(priority) ? Math.max(-1000, Math.min(1000, priority)) : null
}

/**
 * Takes the front matter off a Markdown text: YAML between `---` lines, or Hugo's TOML between `+++`, of
 * which only the title is read.
 */
export function splitDocumentFrontMatter(markdown: string): { body: string; fields: DocumentFrontMatter } {
  const yaml = /^\s*---[^\S\n]*\n([\s\S]*?)\n(?:---|\.\.\.)[^\S\n]*(?:\n|$)/.exec(markdown)
  const toml = yaml ? null : /^\s*\+\+\+[^\S\n]*\n([\s\S]*?)\n\+\+\+[^\S\n]*(?:\n|$)/.exec(markdown)
  const found = yaml ?? toml
  // `---` may also be a rule above prose: a front matter's first line is a field or a comment.
  if (!found || (yaml && !/^\s*(#|[\w."'-]+\s*:)/.test(found[1] ?? '')))
    return { body: markdown, fields: none }
  const above = found[0].slice(0, found[0].search(/[-+]/)).split('\n').length
  const { fields, warnings } = yaml
    ? readFrontMatterFields(found[1] ?? '', above + 1)
    : {
        fields: { title: /^title\s*=\s*["'](.*)["']\s*$/m.exec(found[1] ?? '')?.[1] } as Fields,
        warnings: [],
      }
  return {
    body: markdown.slice(found[0].length),
    fields: {
      title: textOf(fields.title),
      language:
        textOf(fields.language ?? fields.lang ?? fields.locale)
          ?.slice(0, 2)
          .toLowerCase() ?? null,
      url: webAddress(fields.url ?? fields.source_url ?? fields.canonical),
      category: textOf(fields.category),
      tags: tagsOf(fields.tags ?? fields.tag ?? fields.keywords),
      priority: priorityOf(fields),
      validFrom: dayOf(fields, ['valid_from', 'valable_du', 'valide_du', 'valable_a_partir_du'], warnings),
      validUntil: dayOf(
        fields,
        ['valid_until', 'valable_jusqu_au', 'valide_jusqu_au', 'expires', 'expire_le'],
        warnings,
      ),
      isPairs: /^(?:questions?(?:[ -](?:et )?reponses?)?|faq|pairs|q&a)$/.test(
        foldName(textOf(fields.type) ?? ''),
      ),
      warnings,
    },
  }
}
