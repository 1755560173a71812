import { guardedCell } from '../server/ingest/pair-rows.ts'
import type { ListedPair } from '../server/operations/list-pairs.ts'
import type { PairOverlap } from '../server/turn/check-pairs.ts'
import { cutText } from './cut-text.ts'
import { daysLine } from './days-line.ts'
import { shortId } from './document-lines.ts'
import { count } from './ingest-lines.ts'
import { printable } from './printable.ts'

/** The pairs, each with its ways to ask and the beginning of its answer, in lines of `width` characters at most. */
export function pairLines(pairs: readonly ListedPair[], width = 100): string[] {
  if (pairs.length === 0)
    return ['Aucune paire. Pour en charger : npm run pairs -- import questions.csv --agent shared']
  const lines = pairs.flatMap(pair => {
    const [first = '', ...others] = pair.questions
    const days = daysLine(pair)
    return [
      `${pair.id.slice(0, shortId)}  ${cutText(`${pair.owner} · ${first}`, width - shortId - 2)}`,
      ...others.map(question => `          ou : ${cutText(question, width - 15)}`),
      `          → ${cutText(pair.answer.replace(/\s+/g, ' '), width - 12)}`,
      ...(days ? [`          ${cutText(days, width - 10)}`] : []),
    ]
  })
  const files = new Set(pairs.map(({ documentId }) => documentId)).size
  return [...lines, '', `${count(pairs.length, 'paire')} dans ${count(files, 'fichier')}`]
}

/** What a spreadsheet would calculate is text behind an apostrophe, which `import` takes away again. */
const asText = (cell: string) => (guardedCell.test(`'${cell}`) ? `'${cell}` : cell)
const quote = (text: string) => (/[";\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/**
 * The pairs that answer today as a CSV file that Excel opens and `import` reads back: agent, question, its variants in one
 * cell, answer. Days belong to a file, not to a row: `exportNotes()` tells whose are not in it.
 */
export function pairsCsv(pairs: readonly ListedPair[]): string {
  const rows = pairs
    .filter(({ counts }) => counts)
    .map(({ owner, questions: [first = '', ...others], answer }) =>
      [owner, first, others.join('\n'), answer].map(asText),
    )
  const lines = [['agent', 'question', 'variantes', 'réponse'], ...rows].map(row => row.map(quote).join(';'))
  // Excel reads UTF-8 by its mark, and ends lines as Windows does; lines inside cells stay.
  return `\uFEFF${lines.join('\r\n')}\r\n`
}

/** What an exported file does not say: the pairs left out, and the days that the others have. In French, a line each. */
export function exportNotes(pairs: readonly ListedPair[]): string[] {
  const idle = pairs.filter(({ counts }) => !counts)
  const limited = pairs.filter(pair => pair.counts && daysLine(pair) !== '')
  return [
    ...(idle.length > 0
      ? [
          `⚠ ${count(idle.length, 'paire')} hors de ses dates, pas dans ce fichier :`,
          ...idle.map(pair => `  ${pairName(pair)} : ${daysLine(pair)}`),
        ]
      : []),
    ...(limited.length > 0
      ? [
          `⚠ ${count(limited.length, 'paire')} avec des dates, que ce fichier ne contient pas (npm run documents -- set après l’import) :`,
          ...limited.map(pair => `  ${pairName(pair)} : ${daysLine(pair)}`),
        ]
      : []),
  ]
}

function pairName({ id, owner, filename }: ListedPair): string {
  return `${id.slice(0, shortId)} (${owner}, ${printable(filename ?? '')})`
}

/** A question that another answer is given to, whatever its pair says. */
export interface UnreachedQuestion {
  pair: ListedPair
  question: string
  /** Why, in French. */
  reason: string
}

/** What `check` found, and what to do about it. */
export function checkLines(
  overlaps: readonly PairOverlap<ListedPair>[],
  unreached: readonly UnreachedQuestion[],
  pairs: readonly ListedPair[],
): string[] {
  const contradictions = overlaps.filter(({ kind }) => kind === 'contradiction')
  const repetitions = overlaps.filter(({ kind }) => kind === 'repetition')
  const idle = pairs.filter(({ counts }) => !counts)
  const show = ({ one, other, questions: [first, second] }: PairOverlap<ListedPair>) => [
    `  « ${cutText(first, 80)} »  ${pairName(one)}`,
    `      → ${cutText(one.answer.replace(/\s+/g, ' '), 84)}`,
    `  « ${cutText(second, 80)} »  ${pairName(other)}`,
    `      → ${cutText(other.answer.replace(/\s+/g, ' '), 84)}`,
    '',
  ]
  const problems = contradictions.length + repetitions.length + unreached.length + idle.length
  return [
    ...(contradictions.length > 0
      ? [
          `✗ ${count(contradictions.length, 'contradiction')} : une même question, deux réponses. Garde la bonne :`,
          ...contradictions.flatMap(show),
        ]
      : []),
    ...(unreached.length > 0
      ? [
          `⚠ ${count(unreached.length, 'question')} sans effet :`,
          ...unreached.map(
            ({ pair, question, reason }) => `  « ${cutText(question, 80)} »  ${pairName(pair)} : ${reason}`,
          ),
          '',
        ]
      : []),
    ...(repetitions.length > 0
      ? [
          `⚠ ${count(repetitions.length, 'répétition')} : une même question, une même réponse. Réunis-les si tu veux :`,
          ...repetitions.flatMap(show),
        ]
      : []),
    ...(idle.length > 0
      ? [
          `⚠ ${count(idle.length, 'paire')} qui ne répond${idle.length > 1 ? 'ent' : ''} pas aujourd’hui :`,
          ...idle.map(pair => `  ${pairName(pair)} : ${daysLine(pair)}`),
          '',
        ]
      : []),
    problems === 0
      ? `✓ ${count(pairs.length, 'paire')} : rien à signaler.`
      : `${count(pairs.length, 'paire')}, ${count(problems, 'point')} à regarder.`,
  ]
}
