import type { Block } from './blocks.ts'
import { cleanLine, cleanProse } from './clean-text.ts'
import type { OfficePackage } from './office-package.ts'
import { readDiagram } from './pptx-diagram.ts'
import { openSlideFrames, type SlideSize } from './pptx-frames.ts'
import { openSlideInks, type RunLooks } from './pptx-ink.ts'
import { localAttribute, localName } from './read-xml.ts'
import { type Cell, rowLines } from './table-rows.ts'

/** A shape of a slide with the text in it. */
export interface Shape {
  /** What the layout means it for (`title`, `body`, `sldNum`), '' for a text box, a table or a picture. */
  placeholder: string
  blocks: Block[]
  /** Hidden in the list of the slide's shapes, or outside the slide. */
  isUnseen: boolean
}

/** The same on every slide: its number, the date, what stands at its foot. */
const running = /^(sldNum|dt|ftr|hdr|sldImg)$/

interface Paragraph {
  pieces: { text: string; looks: RunLooks }[]
  level: number
}

interface Line {
  text: string
  level: number
}

function textBlocks(lines: readonly Line[], placeholder: string, group: number): Block[] {
  const filled = lines
    .map(({ text, level }) => ({ text: cleanProse(text), level }))
    .filter(({ text }) => text !== '')
  if (/^(title|ctrTitle)$/.test(placeholder)) {
    const text = cleanLine(filled.map(line => line.text).join(' '))
    return text === '' ? [] : [{ kind: 'heading', level: 2, text }]
  }
  const isList = filled.length > 1
  return filled.map(({ text, level }) =>
    isList
      ? { kind: 'list-item', text: `${'  '.repeat(level)}- ${text}`, group }
      : { kind: 'paragraph', text },
  )
}

/** What is read of a slide, or of its notes. */
export interface ReadShapes {
  /** Those that hold text, in the order they are drawn. */
  shapes: Shape[]
  /** Texts that nobody sees in shapes that are seen. */
  unseen: string[]
}

/**
 * The shapes of a slide or of its notes. `group` numbers their lists; `size` is the slide's, null where what lies outside
 * counts (notes).
 */
export async function readShapes(
  document: OfficePackage,
  part: string,
  group: number,
  size: SlideSize | null,
): Promise<ReadShapes> {
  const shapes: Shape[] = []
  const unseen: string[] = []
  const frames = openSlideFrames(size)
  const inks = openSlideInks()
  let placeholder = ''
  let paragraphs: Paragraph[] = []
  let rows: Cell[][] | null = null
  let reads = false
  /** Diagrams, by the shape that stands for them. */
  const diagrams = new Map<Shape, string>()
  let diagram = ''
  await document.readPart(part, {
    open(name, attributes) {
      const local = localName(name)
      frames.open(local, attributes)
      inks.open(local, attributes)
      if (local === 'sp') {
        placeholder = ''
        paragraphs = []
      } else if (local === 'ph') placeholder = localAttribute(attributes, 'type') || 'body'
      else if (local === 'relIds') diagram = localAttribute(attributes, 'dm')
      else if (local === 'tbl') rows = []
      else if (local === 'tr') rows?.push([])
      else if (local === 'tc') paragraphs = []
      else if (local === 'p') paragraphs.push({ pieces: [], level: 0 })
      else if (local === 'pPr') {
        const last = paragraphs.at(-1)
        if (last) last.level = Math.min(Number(localAttribute(attributes, 'lvl')) || 0, 8)
      } else if (local === 'br') append('\n', {})
      reads = local === 't'
    },
    text(text) {
      if (reads) append(text, inks.run)
    },
    close(name) {
      const local = localName(name)
      reads = false
      if (local === 'tc') {
        const texts = seenLines().map(({ text }) => cleanLine(text))
        rows?.at(-1)?.push({ text: texts.filter(text => text !== '').join(' '), heading: false })
      } else if (local === 'tbl' && rows) {
        const number = group + shapes.length
        const blocks = rowLines(rows).map((text): Block => ({ kind: 'table-row', text, group: number }))
        shapes.push({ placeholder: '', blocks, isUnseen: frames.isUnseen() })
        rows = null
        paragraphs = []
      } else if (local === 'graphicFrame' && diagram !== '') {
        const shape = { placeholder: '', blocks: [], isUnseen: frames.isUnseen() }
        shapes.push(shape)
        diagrams.set(shape, diagram)
        diagram = ''
      } else if (local === 'sp' && !running.test(placeholder)) {
        const blocks = textBlocks(seenLines(), placeholder, group + shapes.length)
        shapes.push({ placeholder, blocks, isUnseen: frames.isUnseen() })
        paragraphs = []
      }
      frames.close(local)
      inks.close(local)
    },
  })
  const relations = diagrams.size > 0 ? await document.relations(part) : []
  for (const [shape, id] of diagrams) {
    const target = relations.find(relation => relation.id === id)?.target ?? ''
    const lines = document.exists(target) ? await readDiagram(document, target, unseen) : []
    shape.blocks = textBlocks(lines, '', group + shapes.indexOf(shape))
  }
  return { shapes: shapes.filter(({ blocks }) => blocks.length > 0), unseen }

  function append(text: string, looks: RunLooks): void {
    paragraphs.at(-1)?.pieces.push({ text, looks })
  }

  function seenLines(): Line[] {
    return paragraphs.map(({ pieces, level }) => {
      const [hidden, seen] = [true, false].map(isHidden =>
        pieces
          .filter(({ text, looks }) => (text.trim() !== '' && inks.isUnseen(looks, level)) === isHidden)
          .map(({ text }) => text)
          .join(''),
      )
      if (hidden) unseen.push(hidden)
      return { text: seen ?? '', level }
    })
  }
}
