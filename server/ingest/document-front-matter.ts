import { parse } from 'yaml'

/** What a Markdown file says of itself between `---` lines. */
export interface DocumentFrontMatter {
  title: string | null
  language: string | null
  url: string | null
  category: string | null
  tags: string[]
}

const none: DocumentFrontMatter = { title: null, language: null, url: null, category: null, tags: [] }

function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

function tagsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : []
  return list.flatMap(item => textOf(item) ?? [])
}

function webAddress(value: unknown): string | null {
  const text = textOf(value)
  return text && /^https?:\/\/[^\s]+$/i.test(text) ? text : null
}

function readFields(source: string): Record<string, unknown> {
  try {
    const value: unknown = parse(source, { maxAliasCount: 20 })
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    // A front matter that is not YAML still must not reach the text; its title is worth one look.
    const title = /^title:\s*["']?(.+?)["']?\s*$/m.exec(source)?.[1]
    return title ? { title } : {}
  }
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
  const fields = yaml
    ? readFields(found[1] ?? '')
    : { title: /^title\s*=\s*["'](.*)["']\s*$/m.exec(found[1] ?? '')?.[1] }
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
    },
  }
}
