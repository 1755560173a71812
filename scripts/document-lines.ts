import type { ListedDocument } from '../server/operations/list-documents.ts'
import type { StoredChunk } from '../server/operations/read-document.ts'
import { count } from './ingest-lines.ts'
import { printable } from './printable.ts'

/** Characters of an id that tables show and commands take. */
export const shortId = 8

interface Column {
  name: string
  width: number
  of: (document: ListedDocument) => string
  /** What a text that is too long loses; default its end. A path says at its end which file it is. */
  loses?: 'beginning'
}

function fit(text: string, { width, loses }: Column): string {
  const letters = [...printable(text)]
  if (letters.length <= width) return letters.join('').padEnd(width)
  return loses ? `…${letters.slice(1 - width).join('')}` : `${letters.slice(0, width - 1).join('')}…`
}

function day(instant: string): string {
  return new Date(instant).toLocaleDateString('fr-FR')
}

const columns: readonly Column[] = [
  { name: 'Id', width: shortId, of: ({ id }) => id.slice(0, shortId) },
  { name: 'À qui', width: 10, of: ({ owner }) => owner },
  { name: 'Titre', width: 40, of: ({ title, filename }) => title ?? filename ?? '' },
  { name: 'Fichier', width: 44, of: ({ source, filename }) => source ?? filename ?? '', loses: 'beginning' },
  { name: 'Extraits', width: 8, of: ({ chunks }) => String(chunks) },
  { name: 'Pages', width: 5, of: ({ pages }) => (pages === null ? '–' : String(pages)) },
  { name: 'Mis à jour', width: 10, of: ({ updatedAt }) => day(updatedAt) },
]

/** Documents as a table, and their number; one sentence when there are none. */
export function documentTable(documents: readonly ListedDocument[]): string[] {
  if (documents.length === 0)
    return ['Aucun document. Pour en charger : npm run ingest -- mon-dossier --agent shared']
  const row = (cells: readonly string[]) =>
    columns
      .map((column, index) => fit(cells[index] ?? '', column))
      .join('  ')
      .trimEnd()
  const chunks = documents.reduce((sum, document) => sum + document.chunks, 0)
  return [
    row(columns.map(({ name }) => name)),
    columns.map(({ width }) => '─'.repeat(width)).join('  '),
    ...documents.map(document => row(columns.map(({ of }) => of(document)))),
    '',
    `${count(documents.length, 'document')}, ${count(chunks, 'extrait')}`,
  ]
}

function chunkTitle({ index, section, page, tokenCount, position }: StoredChunk): string {
  const parts = [
    section ?? 'sans titre',
    ...(page === null ? [] : [`page ${page}`]),
    `${tokenCount ?? '?'} tokens`,
    ...(position === null ? [] : [`position ${position}`]),
  ]
  return `${index + 1}. ${parts.map(printable).join(' · ')}`
}

/** A document with its chunks, each in a border. */
export function documentDetail(document: ListedDocument, chunks: readonly StoredChunk[]): string[] {
  return [
    printable(document.title ?? document.filename ?? document.id),
    `${document.id} · ${document.owner} · ${printable(document.source ?? '')}`,
    `${count(chunks.length, 'extrait')} · ${document.language ?? 'langue inconnue'}${document.tags.length > 0 ? ` · ${document.tags.map(printable).join(', ')}` : ''}`,
    '',
    ...chunks.flatMap(chunk => [
      `┌─ ${chunkTitle(chunk)}`,
      ...chunk.content.split('\n').map(line => `│ ${printable(line)}`),
      '└─',
    ]),
  ]
}
