import { parse } from 'yaml'
import type { Words } from './refusal.ts'

export type Fields = Record<string, unknown>

/** Lines of a broken front matter that are looked at: what is longer is none. */
const maximumLines = 500

function parseYaml(source: string): Fields | null {
  try {
    const value: unknown = parse(source, { maxAliasCount: 20, logLevel: 'error' })
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null
  } catch {
    return null
  }
}

/** A field's or a list item's value in quotes, where YAML does not take it as it stands: `title: Soldes : -20 %`. */
function quoteLine(line: string): string {
  const spaced = line.replace(/^\t+/, tabs => '  '.repeat(tabs.length))
  const [, indent = '', lead = '', value = ''] =
    /^(\s*)(-\s+|[^\s:"'#-][^:]{0,60}?\s*:\s*)(\S.*)$/.exec(spaced.trimEnd()) ?? []
  if (lead === '' || parseYaml(lead.startsWith('-') ? `x: ${value}` : `${lead}${value}`)) return spaced
  const plain = /^(["'])(.*)\1$/.exec(value)?.[2] ?? value
  return `${indent}${lead.replace(/:\s*$/, ': ')}${JSON.stringify(plain)}`
}

/** Fields with the lines that belong to them; `first` is the index of an entry's first line. */
function splitEntries(lines: readonly string[]): { first: number; lines: string[] }[] {
  const entries: { first: number; lines: string[] }[] = []
  lines.forEach((line, index) => {
    const last = entries.at(-1)
    if (last && /^(?:[\s#\]}]|-(?:\s|$)|$)/.test(line)) last.lines.push(line)
    else entries.push({ first: index, lines: [line] })
  })
  return entries
}

function unreadWarning(unread: readonly { number: number; text: string }[]): Words[] {
  const [first] = unread
  if (!first) return []
  const numbers = unread
    .slice(0, 5)
    .map(({ number }) => number)
    .join(', ')
  const more = unread.length > 5 ? '…' : ''
  const excerpt = first.text.trim().slice(0, 60)
  return unread.length === 1
    ? [
        {
          fr: `tête du fichier, ligne ${numbers} illisible, ignorée : « ${excerpt} »`,
          en: `front matter, line ${numbers} not understood, ignored: "${excerpt}"`,
        },
      ]
    : [
        {
          fr: `tête du fichier, lignes ${numbers}${more} illisibles, ignorées : « ${excerpt} »…`,
          en: `front matter, lines ${numbers}${more} not understood, ignored: "${excerpt}"…`,
        },
      ]
}

/**
 * Reads a front matter's fields. Whoever writes one knows no YAML: a price or a date must not be lost because a title holds
 * ` : ` or begins with `@`. What is not YAML as a whole is read field by field, values in quotes where they need them, and
 * lines that still say nothing are told. `firstLine`: the number of its first line in the file.
 */
export function readFrontMatterFields(
  source: string,
  firstLine: number,
): { fields: Fields; warnings: Words[] } {
  const whole = parseYaml(source)
  if (whole) return { fields: whole, warnings: [] }
  const fields: Fields = {}
  const unread: { number: number; text: string }[] = []
  for (const entry of splitEntries(source.split('\n').slice(0, maximumLines))) {
    const [head = '', ...rest] = entry.lines.map(quoteLine)
    const read = parseYaml(entry.lines.join('\n')) ?? parseYaml([head, ...rest].join('\n'))
    const found = read ?? parseYaml(head)
    Object.assign(fields, found)
    if (read) continue
    entry.lines.forEach((text, index) => {
      if ((index > 0 || !found) && !/^\s*(?:#.*)?$/.test(text))
        unread.push({ number: firstLine + entry.first + index, text })
    })
  }
  return { fields, warnings: unreadWarning(unread) }
}
