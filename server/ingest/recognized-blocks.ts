import type { Block } from './blocks.ts'
import { cleanLine } from './clean-text.ts'

/** Round bullets are taken for `e`, `©`, `®` and the like. */
const mistakenBullet = /^\s*(?:[®°©»>]|e(?= \p{Lu}))\s+/u
const bullet = /^\s*(?:[•‣▪●○◦–—*-]|\d{1,2}[.)]|[a-z]\))\s+(?=\S)/u

/** Joins the lines of a paragraph; a word cut at a line's end becomes whole again. */
function joinLines(lines: readonly string[]): string {
  return lines.reduce((text, line) =>
    /\p{L}-$/u.test(text) && /^\p{Ll}/u.test(line) ? text.slice(0, -1) + line : `${text} ${line}`,
  )
}

/** Recognised text as blocks of a page: paragraphs at blank lines, list items at their marks, which pictures of bullets are often taken for. */
export function recognizedBlocks(text: string, page: number | undefined, group: number): Block[] {
  const place = page === undefined ? {} : { page }
  return text.split(/\n\s*\n/).flatMap((paragraph, index): Block[] => {
    const lines = paragraph
      .split('\n')
      .map(line => cleanLine(line.replace(mistakenBullet, '- ')))
      .filter(line => /[\p{L}\p{N}]/u.test(line))
    if (lines.length === 0) return []
    if (!lines.some(line => bullet.test(line)))
      return [{ kind: 'paragraph', text: joinLines(lines), ...place }]
    const items: string[][] = []
    for (const line of lines) {
      const last = items.at(-1)
      if (last && !bullet.test(line)) last.push(line)
      else items.push([line])
    }
    return items.map(item => ({
      kind: bullet.test(item[0] ?? '') ? 'list-item' : 'paragraph',
      text: joinLines(item),
      group: group + index,
      ...place,
    }))
  })
}
