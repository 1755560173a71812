import type { getResolvedPDFJS } from 'unpdf'
import type { Block } from './blocks.ts'
import { noRecognition, sureConfidence } from './extract-image.ts'
import { listWords } from './list-words.ts'
import { type PdfPageProxy, pagePicture } from './pdf-page-picture.ts'
import { recognizedBlocks } from './recognized-blocks.ts'
import type { Words } from './refusal.ts'
import { openTextRecognizer, type TextRecognizer } from './text-recognizer.ts'

type PdfJs = Awaited<ReturnType<typeof getResolvedPDFJS>>

/** What became of a document's pages without text, by number. */
export interface ScannedPages {
  blocks: Map<number, Block[]>
  /** Read by recognition; those of them that it doubts. */
  read: number[]
  doubtful: number[]
  /** Pictures without a letter, or that pdf.js cannot decode (JPEG 2000). */
  unread: number[]
  /** Not looked at: the time was over. */
  late: number[]
  /** The recognition is not installed. */
  missing: boolean
}

/** Milliseconds for all pages of a document together: some 200 pages. */
const maximumTime = 8 * 60_000

/** Reads pages without text by recognition. `onPage` is called after each: the reader's clock counts from there. */
export async function readScans(
  pdfjs: PdfJs,
  pages: readonly { number: number; open: () => Promise<PdfPageProxy> }[],
  onPage: () => void,
): Promise<ScannedPages> {
  const result: ScannedPages = {
    blocks: new Map(),
    read: [],
    doubtful: [],
    unread: [],
    late: [],
    missing: false,
  }
  const begun = performance.now()
  let recognizer: TextRecognizer | null | undefined
  for (const { number, open } of pages) {
    if (performance.now() - begun > maximumTime) {
      result.late.push(number)
      continue
    }
    const page = await open()
    const picture = await pagePicture(pdfjs, page).catch(() => null)
    page.cleanup()
    if (picture === null) {
      result.unread.push(number)
      continue
    }
    recognizer ??= await openTextRecognizer()
    if (recognizer === null) return { ...result, unread: pages.map(page => page.number), missing: true }
    const { text, confidence } = recognizer.recognize(picture)
    onPage()
    const blocks = recognizedBlocks(text, number, number * 10_000)
    result.blocks.set(number, blocks)
    if (blocks.length === 0) result.unread.push(number)
    else result.read.push(number)
    if (blocks.length > 0 && confidence < sureConfidence) result.doubtful.push(number)
  }
  return result
}

const pageNames = { one: { fr: 'page', en: 'page' }, many: { fr: 'pages', en: 'pages' } }

export function pagesWarning(numbers: readonly number[], one: Words, many = one): Words[] {
  return listWords(numbers, pageNames, { one, many })
}

/** What to say of pages that were, or were not, read by recognition. */
export function scanWarnings({ read, doubtful, unread, late, missing }: ScannedPages): Words[] {
  return [
    ...pagesWarning(
      read,
      {
        fr: 'numérisée, lue par reconnaissance de texte (OCR)',
        en: 'scanned, read by text recognition (OCR)',
      },
      {
        fr: 'numérisées, lues par reconnaissance de texte (OCR)',
        en: 'scanned, read by text recognition (OCR)',
      },
    ),
    ...pagesWarning(doubtful, {
      fr: ': reconnaissance peu sûre, vérifie l’original',
      en: ': recognition not sure, check the original',
    }),
    ...pagesWarning(unread, { fr: 'sans texte', en: 'without text' }),
    ...pagesWarning(
      late,
      { fr: 'numérisée, non lue : le temps est écoulé', en: 'scanned, not read: out of time' },
      { fr: 'numérisées, non lues : le temps est écoulé', en: 'scanned, not read: out of time' },
    ),
    ...(missing ? [noRecognition] : []),
  ]
}
