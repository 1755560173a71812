import type { OfficePackage } from './office-package.ts'
import { localAttribute, localName } from './read-xml.ts'
import type { SheetRow } from './sheet-blocks.ts'
import { maximumCells, tooManyCells } from './sheet-limits.ts'
import { applyMerges, type Merge } from './sheet-merges.ts'
import { showNumber } from './sheet-number.ts'
import { type Workbook, workbookText } from './xlsx-workbook.ts'

/** `BC12` → 54, from 0; -1 when it is no reference. */
function columnOf(reference: string): number {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0] ?? ''
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

/** `B2:C4`; null for what is no range of cells. */
function mergeOf(reference: string): Merge | null {
  const [, first = '', top, last = '', bottom] =
    /^([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})$/.exec(reference) ?? []
  const merge = {
    row: Number(top),
    column: columnOf(first),
    rows: Number(bottom) - Number(top) + 1,
    columns: columnOf(last) - columnOf(first) + 1,
  }
  return merge.rows > 0 && merge.columns > 0 ? merge : null
}

/** A cell's text: a formula's is the result that the file keeps. */
function cellText(kind: string, value: string, style: number, workbook: Workbook): string {
  if (kind === 's') return workbook.texts[Number(value)] ?? ''
  if (kind === 'b') return value === '1' ? 'oui' : 'non'
  if (kind === 'str' || kind === 'inlineStr') return workbookText(value)
  if (kind === 'd') return value
  if (kind === 'e' || value === '') return ''
  const format = workbook.styles[style]?.format ?? { kind: 'plain' as const }
  return showNumber(Number(value), format, workbook.from1904)
}

const isOn = (attributes: Record<string, string>) => /^(1|true)$/.test(localAttribute(attributes, 'hidden'))

/** A sheet's filled rows, and what nobody sees of it: texts in the colour of their cell, rows and columns that are hidden. */
export interface ReadSheet {
  rows: SheetRow[]
  unseen: string[]
  hiddenRows: number
  hiddenColumns: number
  /** Formulas that no program has calculated: what wrote the file left the result out. */
  formulas: number
}

/**
 * The filled rows of a sheet. Only cells that are written in the file are held: a sheet that claims a million rows, a
 * merge or a rule over all of it costs nothing. `counter` counts cells over all sheets. Throws Refusal.
 */
export async function readSheet(
  document: OfficePackage,
  part: string,
  workbook: Workbook,
  counter: { cells: number },
): Promise<ReadSheet> {
  const read: ReadSheet = { rows: [], unseen: [], hiddenRows: 0, hiddenColumns: 0, formulas: 0 }
  const columns: { from: number; to: number }[] = []
  const merges: Merge[] = []
  const hiddenColumns = new Set<number>()
  let hiddenRow = false
  let row: SheetRow = { number: 0, cells: new Map() }
  let cell = { column: -1, kind: '', style: 0, value: '', formula: false }
  let reads = false
  let phonetic = 0
  await document.readPart(part, {
    open(name, attributes) {
      const local = localName(name)
      if (local === 'row') {
        const number = Number(localAttribute(attributes, 'r')) || row.number + 1
        row = { number, cells: new Map() }
        hiddenRow = isOn(attributes)
      } else if (local === 'col' && isOn(attributes)) {
        const from = Number(localAttribute(attributes, 'min')) - 1
        columns.push({ from, to: Number(localAttribute(attributes, 'max')) - 1 })
      } else if (local === 'mergeCell') {
        const merge = mergeOf(localAttribute(attributes, 'ref'))
        if (merge) merges.push(merge)
        if (merges.length > maximumCells) throw tooManyCells()
      } else if (local === 'c') {
        const column = columnOf(localAttribute(attributes, 'r'))
        cell = {
          column: column === -1 ? cell.column + 1 : column,
          kind: localAttribute(attributes, 't'),
          style: Number(localAttribute(attributes, 's')),
          value: '',
          formula: false,
        }
      } else if (local === 'f') cell.formula = true
      else if (local === 'rPh') phonetic++
      reads = (local === 'v' || local === 't') && phonetic === 0
    },
    text(text) {
      if (reads) cell.value += text
    },
    close(name) {
      const local = localName(name)
      if (local === 'v' || local === 't') reads = false
      if (local === 'rPh') phonetic--
      if (local === 'c') {
        const text = cellText(cell.kind, cell.value, cell.style, workbook)
        // A formula whose result is no letters says so (`str`).
        if (cell.formula && cell.value === '' && cell.kind !== 'str' && !hiddenRow) read.formulas++
        if (text === '') return
        if (++counter.cells > maximumCells) throw tooManyCells()
        if (columns.some(({ from, to }) => cell.column >= from && cell.column <= to)) {
          hiddenColumns.add(cell.column)
          return
        }
        if (workbook.styles[cell.style]?.unseen && !hiddenRow) {
          read.unseen.push(text)
          return
        }
        row.cells.set(cell.column, { text, heading: workbook.styles[cell.style]?.bold === true })
      } else if (local === 'row') {
        if (row.cells.size > 0 && hiddenRow) read.hiddenRows++
        else if (row.cells.size > 0) read.rows.push(row)
        cell = { column: -1, kind: '', style: 0, value: '', formula: false }
      }
    },
  })
  read.unseen.push(...applyMerges(read.rows, merges))
  return { ...read, hiddenColumns: hiddenColumns.size }
}
