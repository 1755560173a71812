import type { Block } from './blocks.ts'
import { cleanLine, cleanProse } from './clean-text.ts'
import type { OdfStyles } from './odf-styles.ts'
import type { XmlHandlers } from './read-xml.ts'
import { type SheetRow, sheetBlocks } from './sheet-blocks.ts'
import { maximumCells, tooManyCells } from './sheet-limits.ts'
import { applyMerges, type Merge } from './sheet-merges.ts'
import type { Cell } from './table-rows.ts'

/** What a content.xml holds. */
export interface OdfContent {
  blocks: Block[]
  /** Slides of a presentation, 0 in other documents. */
  slides: number
  emptySlides: number[]
  emptySheets: string[]
  hiddenSlides: number[]
  hiddenSheets: string[]
  partlyHidden: { name: string; rows: number; columns: number }[]
  /** Texts that nobody sees. */
  hidden: string[]
}

/** Content that is not the document's text as it is now. */
const leftOut = new Set(['text:tracked-changes', 'office:annotation', 'office:forms', 'text:note-citation'])
/** Copies of a repeated row or cell that are read: spreadsheets fill the rest of a sheet with them. */
const maximumRepeat = 100

interface Table {
  name: string
  rows: SheetRow[]
  row: SheetRow
  column: number
  rowRepeat: number
  cellRepeat: number
  texts: string[]
  merges: Merge[]
  isHidden: boolean
  hiddenRow: boolean
  /** Numbers of hidden columns, from 0. */
  hiddenColumns: Set<number>
  columns: number
  hiddenRows: number
  usedHidden: Set<number>
}

const isCollapsed = (attributes: Record<string, string>) =>
  /^(collapse|filter)$/.test(attributes['table:visibility'] ?? '')

/** Reads content.xml as it comes: `handlers` for readXml, then `result`. */
export function openOdfReader(styles: OdfStyles): { handlers: XmlHandlers; result(): OdfContent } {
  const content: OdfContent = {
    blocks: [],
    slides: 0,
    emptySlides: [],
    emptySheets: [],
    hiddenSlides: [],
    hiddenSheets: [],
    partlyHidden: [],
    hidden: [],
  }
  const tables: Table[] = []
  let skipped = 0
  let isSheet = false
  let cells = 0
  let depth = 0
  let group = 0
  let marker = false
  let notes = 0
  let blocksBefore = 0
  // Elements whose letters nobody sees, from the outermost in.
  let unseen = 0
  const seen: boolean[] = []
  // Paragraphs stand inside one another: a footnote's inside the one it belongs to.
  const texts: { text: string; heading: number; frame?: boolean }[] = []

  function addBlock(block: Block): void {
    content.blocks.push(content.slides > 0 ? { ...block, page: content.slides } : block)
  }

  function addText({ text, heading }: { text: string; heading: number }): void {
    const table = tables.at(-1)
    if (table && table.column >= 0) {
      table.texts.push(cleanLine(text))
      return
    }
    const prose = heading > 0 ? cleanLine(text) : cleanProse(text)
    if (prose === '') return
    if (heading > 0) addBlock({ kind: 'heading', level: Math.min(heading, 6), text: prose })
    else if (notes > 0) addBlock({ kind: 'quote', text: prose })
    else if (depth > 0) {
      addBlock({ kind: 'list-item', text: `${'  '.repeat(depth - 1)}${marker ? '- ' : '  '}${prose}`, group })
      marker = false
    } else addBlock({ kind: 'paragraph', text: prose })
  }

  function openCell(table: Table, attributes: Record<string, string>): void {
    const count = (name: string) => Number(attributes[`table:number-${name}`]) || 1
    table.cellRepeat = count('columns-repeated')
    const [rows, columns] = [count('rows-spanned'), Math.min(count('columns-spanned'), 20_000)]
    if (rows > 1 || columns > 1)
      table.merges.push({ row: table.row.number, column: table.column, rows, columns })
    if (table.merges.length > maximumCells) throw tooManyCells()
  }

  function closeCell(table: Table): void {
    const cell: Cell = { text: table.texts.join(' ').trim(), heading: false }
    const repeat = Math.min(table.cellRepeat, maximumRepeat)
    if (cell.text !== '' && table.hiddenColumns.has(table.column)) table.usedHidden.add(table.column)
    else if (cell.text !== '') {
      cells += repeat
      if (cells > maximumCells) throw tooManyCells()
      for (let copy = 0; copy < repeat; copy++) table.row.cells.set(table.column + copy, cell)
    }
    table.column += table.cellRepeat
    table.texts = []
  }

  function closeRow(table: Table): void {
    if (table.row.cells.size > 0 && table.hiddenRow) {
      table.hiddenRows += Math.min(table.rowRepeat, maximumRepeat)
      table.row.cells.clear()
    }
    const repeat = table.row.cells.size === 0 ? 1 : Math.min(table.rowRepeat, maximumRepeat)
    cells += table.row.cells.size * (repeat - 1)
    if (cells > maximumCells) throw tooManyCells()
    for (let copy = 0; copy < repeat; copy++) {
      const number = table.row.number + copy
      if (table.row.cells.size > 0) table.rows.push({ number, cells: new Map(table.row.cells) })
    }
    table.row = { number: table.row.number + Math.max(table.rowRepeat, 1), cells: new Map() }
    table.column = -1
  }

  function closeTable(table: Table): void {
    if (table.isHidden) {
      if (isSheet) content.hiddenSheets.push(cleanLine(table.name))
      return
    }
    const columns = table.usedHidden.size
    if (table.hiddenRows + columns > 0)
      content.partlyHidden.push({ name: cleanLine(table.name), rows: table.hiddenRows, columns })
    group++
    content.hidden.push(...applyMerges(table.rows, table.merges))
    const found = sheetBlocks(table.rows, { group: group * 1000 })
    if (isSheet && found.length === 0) content.emptySheets.push(table.name)
    if (isSheet && found.length > 0) addBlock({ kind: 'heading', level: 1, text: cleanLine(table.name) })
    for (const block of found) addBlock(block)
  }

  function open(name: string, attributes: Record<string, string>): void {
    if (skipped > 0 || leftOut.has(name)) {
      skipped++
      return
    }
    const hides = /^text:(p|h|span|a|section)$/.test(name)
      ? styles.hides(attributes['text:style-name']) || attributes['text:display'] === 'none'
      : /^text:hidden-(text|paragraph)$/.test(name)
    seen.push(!hides)
    if (hides) unseen++
    const table = tables.at(-1)
    if (name === 'office:spreadsheet') isSheet = true
    else if (name === 'text:p') texts.push({ text: '', heading: 0 })
    else if (name === 'text:h')
      texts.push({ text: '', heading: Number(attributes['text:outline-level']) || 1 })
    else if (name === 'text:s') append(' ')
    else if (name === 'text:tab') append(' ')
    else if (name === 'text:line-break') append('\n')
    else if (name === 'text:list') {
      if (depth++ === 0) group++
    } else if (name === 'text:list-item') marker = true
    else if (name === 'table:table')
      tables.push({
        name: attributes['table:name'] ?? '',
        rows: [],
        row: { number: 1, cells: new Map() },
        column: -1,
        rowRepeat: 1,
        cellRepeat: 1,
        texts: [],
        merges: [],
        isHidden: styles.hides(attributes['table:style-name']),
        hiddenRow: false,
        hiddenColumns: new Set(),
        columns: 0,
        hiddenRows: 0,
        usedHidden: new Set(),
      })
    else if (name === 'table:table-column' && table) {
      const repeat = Math.min(Number(attributes['table:number-columns-repeated']) || 1, 20_000)
      for (let column = 0; column < repeat && isCollapsed(attributes); column++)
        table.hiddenColumns.add(table.columns + column)
      table.columns += repeat
    } else if (name === 'table:table-row' && table) {
      table.hiddenRow = isCollapsed(attributes)
      table.rowRepeat = Number(attributes['table:number-rows-repeated']) || 1
      table.column = 0
    } else if ((name === 'table:table-cell' || name === 'table:covered-table-cell') && table)
      openCell(table, attributes)
    else if (name === 'draw:page') {
      content.slides++
      if (styles.hides(attributes['draw:style-name'])) {
        content.hiddenSlides.push(content.slides)
        seen.pop()
        skipped = 1
        return
      }
      blocksBefore = content.blocks.length
    } else if (name === 'presentation:notes') notes++
    else if (name === 'draw:frame' && attributes['presentation:class'] === 'title')
      texts.push({ text: '', heading: 2, frame: true })
  }

  function close(name: string): void {
    if (skipped > 0) {
      skipped--
      return
    }
    if (seen.pop() === false) unseen--
    const table = tables.at(-1)
    if (name === 'text:p' || name === 'text:h') {
      const text = texts.pop()
      // Paragraphs of a slide's title are the heading together.
      const outer = texts.at(-1)
      if (text && outer?.frame && name === 'text:p') outer.text += ` ${text.text}`
      else if (text) addText(text)
    } else if (name === 'text:list') depth--
    else if ((name === 'table:table-cell' || name === 'table:covered-table-cell') && table) closeCell(table)
    else if (name === 'table:table-row' && table) closeRow(table)
    else if (name === 'table:table' && table) {
      tables.pop()
      closeTable(table)
    } else if (name === 'draw:page') {
      if (content.blocks.length === blocksBefore) content.emptySlides.push(content.slides)
    } else if (name === 'presentation:notes') notes--
    else if (name === 'draw:frame') closeTitle()
  }

  /** A frame that opened a title closes it; other frames opened nothing. */
  function closeTitle(): void {
    const last = texts.at(-1)
    if (!last?.frame) return
    texts.pop()
    addText(last)
  }

  function append(text: string): void {
    const last = texts.at(-1)
    if (unseen > 0 && text.trim() !== '' && !tables.some(({ isHidden }) => isHidden))
      content.hidden.push(text)
    else if (last) last.text += text
  }

  return {
    handlers: { open, close, text: text => void (skipped === 0 && append(text.replace(/\s+/g, ' '))) },
    result: () => content,
  }
}
