import type { Block } from './blocks.ts'
import { cleanLine } from './clean-text.ts'
import { documentOf, type ExtractedDocument } from './extracted-document.ts'
import { hiddenTextWarning } from './hidden-text-warning.ts'
import { listWords } from './list-words.ts'
import { refuseOleContainer } from './office-container.ts'
import { mainPart, openOfficePackage, readProperties } from './office-package.ts'
import type { Words } from './refusal.ts'
import { sheetBlocks } from './sheet-blocks.ts'
import { readSheet } from './xlsx-sheet.ts'
import { readWorkbook } from './xlsx-workbook.ts'

/** Sheets by name, which of them had nothing to read and which nobody sees. */
export interface SheetNames {
  empty: string[]
  hidden: string[]
  /** Names of sheets with rows or columns that are hidden, and how many. */
  partly?: { name: string; rows: number; columns: number }[]
  /** Names of sheets with formulas that have no result, and how many. */
  unsolved?: { name: string; formulas: number }[]
}

function hiddenParts({ name, rows, columns }: { name: string; rows: number; columns: number }): Words {
  const fr = [
    rows > 0 ? `${rows} ligne${rows > 1 ? 's' : ''}` : '',
    columns > 0 ? `${columns} colonne${columns > 1 ? 's' : ''}` : '',
  ]
  const en = [
    rows > 0 ? `${rows} row${rows > 1 ? 's' : ''}` : '',
    columns > 0 ? `${columns} column${columns > 1 ? 's' : ''}` : '',
  ]
  return {
    fr: `feuille ${name} : ${fr.filter(Boolean).join(' et ')} masquée${rows + columns > 1 ? 's' : ''}, non lue${rows + columns > 1 ? 's' : ''}`,
    en: `sheet ${name}: ${en.filter(Boolean).join(' and ')} hidden, not read`,
  }
}

function unsolvedFormulas({ name, formulas }: { name: string; formulas: number }): Words {
  const many = formulas > 1 ? 's' : ''
  return {
    fr: `feuille ${name} : ${formulas} formule${many} sans résultat, non lue${many} : ouvre le fichier dans ton tableur et enregistre-le`,
    en: `sheet ${name}: ${formulas} formula${many} without a result, not read: open the file in your spreadsheet and save it`,
  }
}

/** What to say of sheets that gave no text. */
export function sheetWarnings({ empty, hidden, partly = [], unsolved = [] }: SheetNames): Words[] {
  return [
    ...listWords(empty, {
      one: { fr: 'feuille vide :', en: 'empty sheet:' },
      many: { fr: 'feuilles vides :', en: 'empty sheets:' },
    }),
    ...listWords(hidden, {
      one: { fr: 'feuille masquée, non lue :', en: 'hidden sheet, not read:' },
      many: { fr: 'feuilles masquées, non lues :', en: 'hidden sheets, not read:' },
    }),
    ...partly.map(hiddenParts),
    ...unsolved.map(unsolvedFormulas),
  ]
}

/**
 * Reads an Excel workbook: each sheet under its name, its rows with the names of their columns, formulas as their last
 * result, dates and amounts as they are shown. Hidden sheets, rows (by a filter, too), columns
 * and cells are left out and told of: whoever hid them did not mean to publish them.
 */
export async function extractXlsx(bytes: Uint8Array): Promise<ExtractedDocument> {
  refuseOleContainer(bytes, '.xlsx')
  const document = await openOfficePackage(bytes)
  const workbook = await readWorkbook(document, await mainPart(document))
  const blocks: Block[] = []
  const names: SheetNames = { empty: [], hidden: [], partly: [], unsolved: [] }
  const unseen: string[] = []
  const counter = { cells: 0 }
  for (const { name, part, hidden } of workbook.sheets) {
    if (hidden) {
      names.hidden.push(name)
      continue
    }
    const read = part === '' ? null : await readSheet(document, part, workbook, counter)
    const { hiddenRows = 0, hiddenColumns = 0, formulas = 0 } = read ?? {}
    if (hiddenRows + hiddenColumns > 0)
      names.partly?.push({ name: cleanLine(name), rows: hiddenRows, columns: hiddenColumns })
    if (formulas > 0) names.unsolved?.push({ name: cleanLine(name), formulas })
    unseen.push(...(read?.unseen ?? []))
    const found = sheetBlocks(read?.rows ?? [], { group: blocks.length })
    if (found.length === 0) names.empty.push(name)
    else blocks.push({ kind: 'heading', level: 1, text: cleanLine(name) }, ...found)
  }
  const { title } = await readProperties(document)
  return documentOf(blocks, {
    propertyTitle: title,
    warnings: [...sheetWarnings(names), ...hiddenTextWarning(unseen)],
  })
}
