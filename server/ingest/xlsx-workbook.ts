import { looksAlike, toColour } from './colours.ts'
import type { OfficePackage } from './office-package.ts'
import { localAttribute, localName } from './read-xml.ts'
import { type NumberFormat, numberFormat } from './sheet-number.ts'

/** A sheet as the workbook lists it. */
export interface WorkbookSheet {
  name: string
  /** Its part; '' when it is no sheet of cells (a chart). */
  part: string
  hidden: boolean
}

/** What a workbook's sheets share. */
export interface Workbook {
  sheets: WorkbookSheet[]
  /** Days count from 1904: workbooks from old Macs. */
  from1904: boolean
  texts: string[]
  /** By a cell's style. */
  styles: { format: NumberFormat; bold: boolean; unseen: boolean }[]
}

/** `_x000D_` is how a workbook writes a letter that XML does not hold, `_x005F_` an underscore before what looks like it. */
export function workbookText(text: string): string {
  return text
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll('\0', '')
    .toWellFormed()
}

async function readTexts(document: OfficePackage, part: string): Promise<string[]> {
  const texts: string[] = []
  let current = ''
  let inText = false
  let phonetic = 0
  await document.readPart(part, {
    open(name) {
      const local = localName(name)
      if (local === 'si') current = ''
      // Readings of Chinese letters repeat what they stand above.
      if (local === 'rPh') phonetic++
      inText = local === 't' && phonetic === 0
    },
    text(text) {
      if (inText) current += text
    },
    close(name) {
      const local = localName(name)
      if (local === 'rPh') phonetic--
      if (local === 't') inText = false
      if (local === 'si') texts.push(workbookText(current))
    },
  })
  return texts
}

/** A colour of a font or a fill; null when it is not one of those a workbook writes plainly. */
function colourOf(attributes: Record<string, string>): string | null {
  const argb = localAttribute(attributes, 'rgb')
  if (/^[0-9a-f]{8}$/i.test(argb)) return toColour(argb.slice(2))
  if (localAttribute(attributes, 'tint') !== '') return null
  // The theme's first colour is the paper's, and so is the tenth of the old palette.
  const isPaper = localAttribute(attributes, 'theme') === '0' || localAttribute(attributes, 'indexed') === '9'
  return isPaper ? '#ffffff' : null
}

/** Shown as nothing (`;;;`), or in the colour of the cell. */
function isUnseen(code: string, font: string | null, fill: string | null): boolean {
  return /^\s*;\s*;\s*;\s*$/.test(code) || (font !== null && fill !== null && looksAlike(font, fill))
}

async function readStyles(document: OfficePackage, part: string): Promise<Workbook['styles']> {
  const styles: Workbook['styles'] = []
  const codes = new Map<number, string>()
  const bold: boolean[] = []
  const fonts: (string | null)[] = []
  const fills: (string | null)[] = []
  const above: string[] = []
  let solid = false
  await document.readPart(part, {
    open(name, attributes) {
      const local = localName(name)
      const parent = above.at(-1)
      if (local === 'numFmt')
        codes.set(Number(localAttribute(attributes, 'numFmtId')), localAttribute(attributes, 'formatCode'))
      if (local === 'font' && parent === 'fonts') {
        bold.push(false)
        fonts.push(null)
      }
      if (local === 'color' && parent === 'font' && above.at(-2) === 'fonts')
        fonts[fonts.length - 1] = colourOf(attributes)
      if (local === 'fill' && parent === 'fills') fills.push(null)
      if (local === 'patternFill' && above.at(-2) === 'fills') {
        const kind = localAttribute(attributes, 'patternType')
        fills[fills.length - 1] = kind === 'none' || kind === '' ? '#ffffff' : null
        solid = kind === 'solid'
      }
      if (local === 'fgColor' && parent === 'patternFill' && solid)
        fills[fills.length - 1] = colourOf(attributes)
      if (local === 'b' && parent === 'font' && above.at(-2) === 'fonts')
        bold[bold.length - 1] = !/^(0|false)$/.test(localAttribute(attributes, 'val'))
      if (local === 'xf' && parent === 'cellXfs') {
        const id = Number(localAttribute(attributes, 'numFmtId'))
        styles.push({
          format: numberFormat(id, codes.get(id)),
          bold: bold[Number(localAttribute(attributes, 'fontId'))] === true,
          unseen: isUnseen(
            codes.get(id) ?? '',
            fonts[Number(localAttribute(attributes, 'fontId'))] ?? null,
            fills[Number(localAttribute(attributes, 'fillId'))] ?? null,
          ),
        })
      }
      above.push(local)
    },
    close: () => void above.pop(),
  })
  return styles
}

/** Reads what the sheets of a workbook share: their names, texts and styles. `part` is the workbook's. Throws Refusal. */
export async function readWorkbook(document: OfficePackage, part: string): Promise<Workbook> {
  const relations = await document.relations(part)
  const related = (kind: string) => relations.find(relation => relation.kind === kind)?.target ?? ''
  const sheets: WorkbookSheet[] = []
  let from1904 = false
  await document.readPart(part, {
    open(name, attributes) {
      const local = localName(name)
      if (local === 'workbookPr') from1904 = /^(1|true)$/.test(localAttribute(attributes, 'date1904'))
      if (local !== 'sheet') return
      const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1]
      const relation = relations.find(found => found.id === id && found.kind === 'worksheet')
      sheets.push({
        name: localAttribute(attributes, 'name'),
        part: relation && document.exists(relation.target) ? relation.target : '',
        hidden:
          localAttribute(attributes, 'state') !== '' && localAttribute(attributes, 'state') !== 'visible',
      })
    },
  })
  const strings = related('sharedStrings')
  const styles = related('styles')
  return {
    sheets,
    from1904,
    texts: document.exists(strings) ? await readTexts(document, strings) : [],
    styles: document.exists(styles) ? await readStyles(document, styles) : [],
  }
}
