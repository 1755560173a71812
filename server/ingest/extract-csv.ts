import { documentOf, type ExtractedDocument } from './extracted-document.ts'
import { parseCsv } from './parse-csv.ts'
import { Refusal } from './refusal.ts'
import { type SheetRow, sheetBlocks } from './sheet-blocks.ts'
import { maximumCells, tooManyCells } from './sheet-limits.ts'

/**
 * Reads a table of text: comma, semicolon, tab or bar, found by looking; any usual encoding; `sep=;` as Excel writes it.
 * Its first row names the columns.
 */
export function extractCsv(bytes: Uint8Array): ExtractedDocument {
  const rows: SheetRow[] = []
  let cells = 0
  for (const row of parseCsv(bytes)) {
    if (row.some(cell => cell.includes('\0')))
      throw new Refusal('mismatch', {
        fr: 'le contenu est binaire, ce n’est pas un tableau',
        en: 'the content is binary, not a table',
      })
    cells += row.length
    if (cells > maximumCells) throw tooManyCells()
    rows.push({
      // Empty lines in a CSV file part nothing.
      number: rows.length + 1,
      cells: new Map(row.map((value, column) => [column, { text: value, heading: false }])),
    })
  }
  return documentOf(sheetBlocks(rows, { group: 0, named: true }))
}
