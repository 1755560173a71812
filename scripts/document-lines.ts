import { z } from 'zod'
import type { ListedDocument } from '../server/operations/list-documents.ts'
import type { ReadDocumentOutcome, StoredChunk } from '../server/operations/read-document.ts'
import { daysLine } from './days-line.ts'
import { count } from './ingest-lines.ts'
import { printable } from './printable.ts'

type FoundDocument = Extract<ReadDocumentOutcome, { kind: 'found' }>

/** Characters of an id that tables show and commands take. */
export const shortId = 8

interface Column {
  name: string
  of: (document: ListedDocument) => string
  /** What a text loses where the terminal is too narrow: a path says at its end which file it is. Others stay whole. */
  loses?: 'beginning' | 'end'
}

/** The narrowest that a column which may be cut becomes, in characters. */
const narrowest = 12
const gap = '  '

function fit(text: string, width: number, { loses }: Column): string {
  const letters = [...text]
  if (letters.length <= width) return letters.join('').padEnd(width + text.length - letters.length)
  return loses === 'beginning'
    ? `…${letters.slice(1 - width).join('')}`
    : `${letters.slice(0, width - 1).join('')}…`
}

/** Widths of the columns in characters: what their texts need; in a terminal, what it leaves them. */
function toWidths(rows: readonly (readonly string[])[], terminal: number): number[] {
  const widths = columns.map((_, index) => Math.max(...rows.map(row => [...(row[index] ?? '')].length)))
  const cuttable = columns.flatMap(({ loses }, index) => (loses ? [index] : []))
  const total = widths.reduce((sum, width) => sum + width + gap.length, -gap.length)
  let room = terminal - total + cuttable.reduce((sum, index) => sum + (widths[index] ?? 0), 0)
  // The narrowest first: what it leaves of its share goes to the others.
  cuttable.sort((one, other) => (widths[one] ?? 0) - (widths[other] ?? 0))
  cuttable.forEach((index, done) => {
    const share = Math.max(narrowest, Math.floor(room / (cuttable.length - done)))
    widths[index] = Math.min(widths[index] ?? 0, share)
    room -= widths[index]
  })
  return widths
}

function day(instant: string): string {
  return new Date(instant).toLocaleDateString('fr-FR')
}

const columns: readonly Column[] = [
  { name: 'Id', of: ({ id }) => id.slice(0, shortId) },
  { name: 'À qui', of: ({ owner }) => owner },
  { name: 'Titre', of: ({ title, filename }) => title ?? filename ?? '', loses: 'end' },
  { name: 'Fichier', of: ({ source, filename }) => source ?? filename ?? '', loses: 'beginning' },
  { name: 'Extraits', of: ({ chunks }) => String(chunks) },
  { name: 'Pages', of: ({ pages }) => (pages === null ? '–' : String(pages)) },
  {
    name: 'Mis à jour',
    of: ({ updatedAt, goneSince }) =>
      goneSince === null ? day(updatedAt) : `${day(updatedAt)} ⚠ disparue le ${day(goneSince)}`,
  },
]

/**
 * Documents as a table, and their number; one sentence when there are none.
 * `terminal` is its width in characters; without one nothing is cut, so that a filter finds every word.
 */
export function documentTable(documents: readonly ListedDocument[], terminal = Infinity): string[] {
  if (documents.length === 0)
    return ['Aucun document. Pour en charger : npm run ingest -- mon-dossier --agent shared']
  const head = columns.map(({ name }) => name)
  const rows = documents.map(document => columns.map(({ of }) => printable(of(document))))
  const widths = toWidths([head, ...rows], terminal)
  const line = (cells: readonly string[]) =>
    columns
      .map((column, index) => fit(cells[index] ?? '', widths[index] ?? 0, column))
      .join(gap)
      .trimEnd()
  const chunks = documents.reduce((sum, document) => sum + document.chunks, 0)
  return [
    line(head),
    widths.map(width => '─'.repeat(width)).join(gap),
    ...rows.map(line),
    '',
    `${count(documents.length, 'document')}, ${count(chunks, 'extrait')}`,
    ...documents
      .filter(({ counts }) => !counts)
      .map(
        document =>
          `⚠ ${document.id.slice(0, shortId)} ne répond pas aujourd’hui : ${daysLine(document)} · ${printable(document.title ?? document.filename ?? '')}`,
      ),
  ]
}

function chunkTitle({ index, section, anchor, page, tokenCount, position }: StoredChunk): string {
  const parts = [
    section ?? 'sans titre',
    ...(anchor === null ? [] : [`#${anchor}`]),
    ...(page === null ? [] : [`page ${page}`]),
    `${tokenCount ?? '?'} tokens`,
    ...(position === null ? [] : [`position ${position}`]),
  ]
  return `${index + 1}. ${parts.map(printable).join(' · ')}`
}

/** What ingestion kept of a document; null of one from before this version. */
const KeptReport = z
  .object({
    characters: z.number(),
    sizes: z.object({ least: z.number(), median: z.number(), most: z.number() }),
    noise: z.number(),
    warnings: z.array(z.object({ fr: z.string() })),
  })
  .nullable()
  .catch(null)

function reportLines(report: unknown): string[] {
  const kept = KeptReport.parse(report)
  if (kept === null) return []
  const { least, median, most } = kept.sizes
  return [
    `${count(kept.characters, 'caractère')} · extraits de ${least} à ${most} tokens, ${median} au milieu · bruit ${(kept.noise * 100).toLocaleString('fr-FR', { maximumFractionDigits: 1 })} %`,
    ...kept.warnings.map(({ fr }) => `⚠ ${printable(fr)}`),
  ]
}

/** How it is searched, where that is not as usual. */
function settingsLine(document: ListedDocument): string[] {
  const { priority, category, pairs } = document
  const days = daysLine(document)
  const parts = [
    ...(priority === 0 ? [] : [`priorité ${priority}`]),
    ...(category === null ? [] : [`catégorie ${printable(category)}`]),
    ...(pairs === 0 ? [] : [count(pairs, 'paire question–réponse', 'paires question–réponse')]),
    ...(days === '' ? [] : [days]),
  ]
  return parts.length === 0 ? [] : [parts.join(' · ')]
}

/** A document with what ingestion said of it and its chunks, each in a border. */
export function documentDetail({ document, report, chunks }: Omit<FoundDocument, 'kind'>): string[] {
  return [
    printable(document.title ?? document.filename ?? document.id),
    `${document.id} · ${document.owner} · ${printable(document.source ?? '')}`,
    `${count(chunks.length, 'extrait')} · ${document.language ?? 'langue inconnue'}${document.tags.length > 0 ? ` · ${document.tags.map(printable).join(', ')}` : ''}`,
    ...settingsLine(document),
    ...reportLines(report),
    '',
    ...chunks.flatMap(chunk => [
      `┌─ ${chunkTitle(chunk)}`,
      ...chunk.content.split('\n').map(line => `│ ${printable(line)}`),
      '└─',
    ]),
  ]
}
