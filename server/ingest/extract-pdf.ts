import { getResolvedPDFJS } from 'unpdf'
import type { Block } from './blocks.ts'
import { cleanLine } from './clean-text.ts'
import { maximumPixels, noRecognition } from './extract-image.ts'
import { documentOf, type ExtractedDocument } from './extracted-document.ts'
import { pdfBlocks } from './pdf-blocks.ts'
import { formText } from './pdf-form.ts'
import { dropRunningLines, joinLines, type PdfItem, type PdfPage } from './pdf-lines.ts'
import { pagesWarning, readScans, type ScannedPages, scanWarnings } from './pdf-scans.ts'
import { Refusal } from './refusal.ts'

const maximumPages = 500

type PdfJs = Awaited<ReturnType<typeof getResolvedPDFJS>>
type PdfDocument = Awaited<ReturnType<PdfJs['getDocument']>['promise']>

async function openPdf(pdfjs: PdfJs, data: Uint8Array): Promise<PdfDocument> {
  try {
    return await pdfjs.getDocument({
      // pdf.js takes the buffer over.
      data: data.slice(),
      isEvalSupported: false,
      disableFontFace: true,
      useSystemFonts: false,
      enableXfa: false,
      // Scans are decoded here, without a browser's help.
      isOffscreenCanvasSupported: false,
      isImageDecoderSupported: false,
      maxImageSize: maximumPixels,
      verbosity: 0,
    }).promise
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'PasswordException')
      throw new Refusal('encrypted', {
        fr: 'PDF protégé par un mot de passe : enregistre-le sans',
        en: 'PDF protected by a password: save it without one',
      })
    throw new Refusal('corrupt', { fr: 'PDF abîmé ou incomplet', en: 'damaged or incomplete PDF' }, cause)
  }
}

async function readPage(pdfjs: PdfJs, pdf: PdfDocument, number: number): Promise<PdfPage> {
  const page = await pdf.getPage(number)
  const content = await page.getTextContent()
  const items: PdfItem[] = content.items.flatMap(item => {
    if (!('str' in item) || item.str === '') return []
    const [, , c = 0, d = 0, x = 0, y = 0] = item.transform as number[]
    return [{ text: item.str, x, y, width: item.width, size: Math.hypot(c, d) || item.height }]
  })
  const height = page.view[3] ?? 0
  const lines = joinLines(items, number)
  const text = lines.length === 0 ? await formText(pdfjs, page) : ''
  if (text !== '') lines.push({ text, cells: [text], x: 0, right: 0, y: height / 2, size: 10, page: number })
  page.cleanup()
  return { lines, height }
}

/** What programs write where nobody gave a title. */
const programTitle =
  /\.(docx?|odt|indd|pages|tex|pdf|pptx?|xlsx?)$|^untitled|^sans titre|^document\d*$|^microsoft (word|excel|powerpoint)|^adobe \w+ pdf$/i

async function readTitle(pdf: PdfDocument): Promise<string | null> {
  try {
    const { info } = await pdf.getMetadata()
    const title = (info as Record<string, unknown>).Title
    return typeof title === 'string' && !programTitle.test(title.trim()) ? cleanLine(title) || null : null
  } catch {
    return null
  }
}

/** Blocks in the order of their pages, those of scanned pages among the others. */
function mergePages(blocks: readonly Block[], scans: ReadonlyMap<number, Block[]>): Block[] {
  if (scans.size === 0) return [...blocks]
  return [...blocks, ...[...scans.values()].flat()].sort((one, other) => (one.page ?? 0) - (other.page ?? 0))
}

function refuseEmpty(scans: ScannedPages): never {
  if (scans.missing) throw new Refusal('scanned', noRecognition)
  throw new Refusal('empty', { fr: 'aucun texte dans ce PDF', en: 'no text in this PDF' })
}

async function readPages(pdfjs: PdfJs, pdf: PdfDocument): Promise<{ pages: PdfPage[]; failed: number[] }> {
  const pages: PdfPage[] = []
  const failed: number[] = []
  for (let number = 1; number <= pdf.numPages; number++) {
    try {
      pages.push(await readPage(pdfjs, pdf, number))
    } catch {
      failed.push(number)
      pages.push({ lines: [], height: 0 })
    }
  }
  return { pages, failed }
}

/**
 * Reads a PDF page by page: the text it holds, and pages of nothing but pictures by recognition. A page that fails is a
 * warning, not the end. `onProgress` is called after each recognised page: each may take its time.
 */
export async function extractPdf(
  bytes: Uint8Array,
  onProgress: () => void = () => {},
): Promise<ExtractedDocument> {
  const pdfjs = await getResolvedPDFJS()
  const pdf = await openPdf(pdfjs, bytes)
  if (pdf.numPages > maximumPages)
    throw new Refusal('too_complex', {
      fr: `PDF trop long : ${pdf.numPages} pages, ${maximumPages} au plus`,
      en: `PDF too long: ${pdf.numPages} pages, ${maximumPages} at most`,
    })
  const { pages, failed } = await readPages(pdfjs, pdf)
  if (failed.length === pdf.numPages)
    throw new Refusal('corrupt', {
      fr: 'PDF abîmé : aucune page ne se lit',
      en: 'damaged PDF: none of its pages can be read',
    })
  const silent = pages.flatMap(({ lines }, index) =>
    lines.length === 0 && !failed.includes(index + 1) ? [index + 1] : [],
  )
  const scanned = silent.map(number => ({ number, open: () => pdf.getPage(number) }))
  const scans = await readScans(pdfjs, scanned, onProgress)
  const blocks = mergePages(pdfBlocks(dropRunningLines(pages)), scans.blocks)
  if (!blocks.some(block => /[\p{L}\p{N}]/u.test(block.text))) refuseEmpty(scans)
  return documentOf(blocks, {
    propertyTitle: await readTitle(pdf),
    pages: pdf.numPages,
    warnings: [
      ...scanWarnings(scans),
      ...pagesWarning(failed, { fr: 'illisible', en: 'unreadable' }, { fr: 'illisibles', en: 'unreadable' }),
    ],
  })
}
