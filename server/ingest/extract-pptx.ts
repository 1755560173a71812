import type { Block } from './blocks.ts'
import { documentOf, type ExtractedDocument } from './extracted-document.ts'
import { hiddenTextWarning } from './hidden-text-warning.ts'
import { listWords } from './list-words.ts'
import { refuseOleContainer } from './office-container.ts'
import { mainPart, type OfficePackage, openOfficePackage, readProperties } from './office-package.ts'
import type { SlideSize } from './pptx-frames.ts'
import { readShapes } from './pptx-shapes.ts'
import { localAttribute, localName } from './read-xml.ts'
import { Refusal, type Words } from './refusal.ts'

const maximumSlides = 500

/** The slides' parts in the order of the show, and how large they are. */
async function readShow(
  document: OfficePackage,
  main: string,
): Promise<{ parts: string[]; size: SlideSize | null }> {
  const targets = new Map((await document.relations(main)).map(({ id, target }) => [id, target]))
  const parts: string[] = []
  let size: SlideSize | null = null
  await document.readPart(main, {
    open(name, attributes) {
      if (localName(name) === 'sldSz')
        size = {
          width: Number(localAttribute(attributes, 'cx')),
          height: Number(localAttribute(attributes, 'cy')),
        }
      if (localName(name) !== 'sldId') return
      const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? ''
      parts.push(targets.get(id) ?? '')
    },
  })
  return { parts: parts.filter(part => document.exists(part)), size }
}

async function isHidden(document: OfficePackage, part: string): Promise<boolean> {
  let hidden = false
  await document.readPart(part, {
    open(name, attributes) {
      if (localName(name) === 'sld') hidden = /^(0|false)$/.test(localAttribute(attributes, 'show'))
    },
  })
  return hidden
}

/** A slide's blocks, then what its speaker notes say, as a quote under it. `unseen` takes the texts that nobody sees. */
async function readSlide(
  document: OfficePackage,
  part: string,
  page: number,
  size: SlideSize | null,
  unseen: string[],
): Promise<Block[]> {
  const read = await readShapes(document, part, page * 1000, size)
  const relations = await document.relations(part)
  const notes = relations.find(({ kind, target }) => kind === 'notesSlide' && document.exists(target))
  const spoken = notes ? await readShapes(document, notes.target, page * 1000 + 500, null) : null
  unseen.push(...read.unseen, ...(spoken?.unseen ?? []))
  for (const { blocks, isUnseen } of read.shapes) if (isUnseen) unseen.push(...blocks.map(({ text }) => text))
  const blocks = read.shapes.flatMap(({ blocks, isUnseen }) => (isUnseen ? [] : blocks))
  const said = (spoken?.shapes ?? [])
    .filter(({ placeholder }) => placeholder === 'body')
    .flatMap(({ blocks }) => blocks)
    .map(({ text }): Block => ({ kind: 'quote', text }))
  // The title first, wherever it is in the drawing's order.
  const titles = blocks.filter(({ kind }) => kind === 'heading')
  const rest = blocks.filter(({ kind }) => kind !== 'heading')
  return [...titles, ...rest, ...said].map(block => ({ ...block, page }))
}

const slides = { one: { fr: 'diapositive', en: 'slide' }, many: { fr: 'diapositives', en: 'slides' } }

/** What to say of slides that the show leaves out. */
export function hiddenSlides(numbers: readonly number[]): Words[] {
  return listWords(numbers, slides, {
    one: { fr: 'masquée, non lue', en: 'hidden, not read' },
    many: { fr: 'masquées, non lues', en: 'hidden, not read' },
  })
}

/** Reads a PowerPoint presentation: slides in order as pages, titles as headings, lists, tables and speaker notes. */
export async function extractPptx(bytes: Uint8Array): Promise<ExtractedDocument> {
  refuseOleContainer(bytes, '.pptx')
  const document = await openOfficePackage(bytes)
  const { parts, size } = await readShow(document, await mainPart(document))
  if (parts.length > maximumSlides)
    throw new Refusal('too_complex', {
      fr: `présentation trop longue : ${parts.length} diapositives, ${maximumSlides} au plus`,
      en: `presentation too long: ${parts.length} slides, ${maximumSlides} at most`,
    })
  const blocks: Block[] = []
  const silent: number[] = []
  const hidden: number[] = []
  const unseen: string[] = []
  for (const [index, part] of parts.entries()) {
    if (await isHidden(document, part)) {
      hidden.push(index + 1)
      continue
    }
    const found = await readSlide(document, part, index + 1, size, unseen)
    if (found.length === 0) silent.push(index + 1)
    blocks.push(...found)
  }
  const { title } = await readProperties(document)
  return documentOf(blocks, {
    propertyTitle: title,
    pages: parts.length,
    slides: true,
    warnings: [
      ...listWords(silent, slides, {
        one: { fr: 'sans texte', en: 'without text' },
        many: { fr: 'sans texte', en: 'without text' },
      }),
      ...hiddenSlides(hidden),
      ...hiddenTextWarning(unseen),
    ],
  })
}
