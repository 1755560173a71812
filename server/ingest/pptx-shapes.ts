import type { Block } from './blocks.ts'
import { cleanLine, cleanProse } from './clean-text.ts'
import type { OfficePackage } from './office-package.ts'
import { localAttribute, localName } from './read-xml.ts'
import { type Cell, rowLines } from './table-rows.ts'

/** A shape of a slide with the text in it. */
export interface Shape {
  /** What the layout means it for (`title`, `body`, `sldNum`), '' for a text box, a table or a picture. */
  placeholder: string
  blocks: Block[]
  /** Hidden in the list of the slide's shapes. */
  isUnseen: boolean
}

/** The same on every slide: its number, the date, what stands at its foot. */
const running = /^(sldNum|dt|ftr|hdr|sldImg)$/

interface Paragraph {
  text: string
  level: number
}

function textBlocks(paragraphs: readonly Paragraph[], placeholder: string, group: number): Block[] {
  const filled = paragraphs
    .map(({ text, level }) => ({ text: cleanProse(text), level }))
    .filter(({ text }) => text !== '')
  if (/^(title|ctrTitle)$/.test(placeholder)) {
    const text = cleanLine(filled.map(paragraph => paragraph.text).join(' '))
    return text === '' ? [] : [{ kind: 'heading', level: 2, text }]
  }
  const isList = filled.length > 1
  return filled.map(({ text, level }) =>
    isList
      ? { kind: 'list-item', text: `${'  '.repeat(level)}- ${text}`, group }
      : { kind: 'paragraph', text },
  )
}

/** The shapes of a slide or of its notes that hold text, in the order they are drawn. `group` numbers their lists. */
export async function readShapes(document: OfficePackage, part: string, group: number): Promise<Shape[]> {
  const shapes: Shape[] = []
  let placeholder = ''
  let paragraphs: Paragraph[] = []
  let rows: Cell[][] | null = null
  let cell: string[] = []
  let reads = false
  let isUnseen = false
  await document.readPart(part, {
    open(name, attributes) {
      const local = localName(name)
      if (local === 'sp') {
        placeholder = ''
        paragraphs = []
      } else if (local === 'cNvPr') isUnseen = /^(1|true)$/.test(localAttribute(attributes, 'hidden'))
      else if (local === 'ph') placeholder = localAttribute(attributes, 'type') || 'body'
      else if (local === 'tbl') rows = []
      else if (local === 'tr') rows?.push([])
      else if (local === 'tc') paragraphs = []
      else if (local === 'p') paragraphs.push({ text: '', level: 0 })
      else if (local === 'pPr') {
        const last = paragraphs.at(-1)
        if (last) last.level = Math.min(Number(localAttribute(attributes, 'lvl')) || 0, 8)
      } else if (local === 'br') append('\n')
      reads = local === 't'
    },
    text(text) {
      if (reads) append(text)
    },
    close(name) {
      const local = localName(name)
      reads = false
      if (local === 'tc') {
        cell = paragraphs.map(paragraph => cleanLine(paragraph.text)).filter(text => text !== '')
        rows?.at(-1)?.push({ text: cell.join(' '), heading: false })
      } else if (local === 'tbl' && rows) {
        const number = group + shapes.length
        const blocks = rowLines(rows).map((text): Block => ({ kind: 'table-row', text, group: number }))
        shapes.push({ placeholder: '', blocks, isUnseen })
        rows = null
        paragraphs = []
      } else if (local === 'sp' && !running.test(placeholder)) {
        shapes.push({
          placeholder,
          blocks: textBlocks(paragraphs, placeholder, group + shapes.length),
          isUnseen,
        })
        paragraphs = []
      }
    },
  })
  return shapes.filter(({ blocks }) => blocks.length > 0)

  function append(text: string): void {
    const last = paragraphs.at(-1)
    if (last) last.text += text
  }
}
