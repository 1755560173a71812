import type { OtherObject } from '../server/database/backup/other-objects.ts'
import { count } from './ingest-lines.ts'
import { printable } from './printable.ts'

/** `12,3 Mo`. */
export function size(bytes: number): string {
  const units = ['o', 'ko', 'Mo', 'Go', 'To']
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3))
  return `${(bytes / 1000 ** power).toLocaleString('fr-FR', { maximumFractionDigits: power === 0 ? 0 : 1 })} ${units[power]}`
}

/** `3,2 s`, `12 min 5 s`. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (seconds < 60) return `${seconds.toLocaleString('fr-FR', { maximumFractionDigits: 1 })} s`
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}

/** Rows of all tables, and those that a person knows by name. */
export function describeTables(tables: Readonly<Record<string, { rows: number }>>): string {
  const rows = (name: string) => tables[name]?.rows ?? 0
  const all = Object.values(tables).reduce((sum, table) => sum + table.rows, 0)
  const known = [
    count(rows('conversations'), 'conversation'),
    count(rows('messages'), 'message'),
    count(rows('documents'), 'document'),
    count(rows('document_chunks'), 'extrait'),
  ]
  return `${count(all, 'ligne')} dans ${count(Object.keys(tables).length, 'table')} (${known.join(', ')})`
}

/** What erasures removed again from what a backup brought back; no line when there was nothing. */
export function erasedLines(conversations: number): string[] {
  if (conversations === 0) return []
  return [
    `${count(conversations, 'conversation effacée', 'conversations effacées')} de nouveau : l’effacement avait été demandé.`,
  ]
}

const kinds = { table: 'table', view: 'vue', index: 'index', trigger: 'déclencheur' } as const

/** What a copy is without; no line when it has everything. */
export function otherLines(others: readonly OtherObject[], where: string): string[] {
  if (others.length === 0) return []
  const names = others.map(({ kind, name }) => `${kinds[kind]} ${printable(name)}`)
  return [`Pas ${where}, car pas à chatbot-v2 : ${names.join(', ')}. À copier à part.`]
}
