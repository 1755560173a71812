import { getResolvedPDFJS } from 'unpdf'
import type { Block } from './blocks.ts'
import { cleanLine } from './clean-text.ts'
import { maximumPixels, noRecognition } from './extract-image.ts'
import { documentOf, type ExtractedDocument } from './extracted-document.ts'
import { hiddenTextWarning } from './hidden-text-warning.ts'
import { pdfBlocks } from './pdf-blocks.ts'
import { orderLines } from './pdf-columns.ts'
import { type ReadPage, readPdfPage } from './pdf-page.ts'
import { joinDrawnRows } from './pdf-rows.ts'
import { dropRunningLines } from './pdf-running-lines.ts'
import { pagesWarning, readScans, type ScannedPages, scanWarnings } from './pdf-scans.ts'
import { Refusal, type Words } from './refusal.ts'

const maximumPages = 500

type PdfJs = Awaited<ReturnType<typeof getResolvedPDFJS>>
type PdfDocument = Awaited<ReturnType<PdfJs['getDocument']>['promise']>

/** `pictures`: decodes them; without, they are left out, which most pages never need and costs most of the time. */
async function openPdf(pdfjs: PdfJs, data: Uint8Array, options: { pictures: boolean }): Promise<PdfDocument> {
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
      maxImageSize: options.pictures ? maximumPixels : 0,
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

/** A page that could not be read stays, empty. */
async function readPages(
  pdfjs: PdfJs,
  pdf: PdfDocument,
  openPictures: () => Promise<PdfDocument>,
): Promise<{ pages: ReadPage[]; failed: number[] }> {
  const pages: ReadPage[] = []
  const failed: number[] = []
  const layers = await pdf.getOptionalContentConfig()
  const isShown = (layer: unknown) => layers.isVisible(layer)
  for (let number = 1; number <= pdf.numPages; number++) {
    const withPictures = async () => (await openPictures()).getPage(number)
    try {
      pages.push(await readPdfPage(pdfjs, await pdf.getPage(number), { isShown, withPictures }))
    } catch {
      failed.push(number)
      pages.push({ lines: [], height: 0, hidden: '', recognized: false })
    }
  }
  return { pages, failed }
}

function hiddenWarnings(pages: readonly ReadPage[]): Words[] {
  const found = pages.flatMap(({ hidden }, index) => (hidden.trim() !== '' ? [index + 1] : []))
  const [where] = pagesWarning(found, { fr: '', en: '' })
  const trimmed = where && { fr: where.fr.trim(), en: where.en.trim() }
  return hiddenTextWarning(
    pages.map(({ hidden }) => hidden),
    trimmed,
  )
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
  const pdf = await openPdf(pdfjs, bytes, { pictures: false })
  let pictures: Promise<PdfDocument> | undefined
  const openPictures = () => (pictures ??= openPdf(pdfjs, bytes, { pictures: true }))
  if (pdf.numPages > maximumPages)
    throw new Refusal('too_complex', {
      fr: `PDF trop long : ${pdf.numPages} pages, ${maximumPages} au plus`,
      en: `PDF too long: ${pdf.numPages} pages, ${maximumPages} at most`,
    })
  const { pages, failed } = await readPages(pdfjs, pdf, openPictures)
  if (failed.length === pdf.numPages)
    throw new Refusal('corrupt', {
      fr: 'PDF abîmé : aucune page ne se lit',
      en: 'damaged PDF: none of its pages can be read',
    })
  const silent = pages.flatMap(({ lines }, index) =>
    lines.length === 0 && !failed.includes(index + 1) ? [index + 1] : [],
  )
  const scanned = silent.map(number => ({ number, open: async () => (await openPictures()).getPage(number) }))
  const scans = await readScans(pdfjs, scanned, onProgress)
  const blocks = mergePages(
    pdfBlocks(dropRunningLines(pages).flatMap(({ lines }) => orderLines(joinDrawnRows(lines)))),
    scans.blocks,
  )
  if (!blocks.some(block => /[\p{L}\p{N}]/u.test(block.text))) refuseEmpty(scans)
  return documentOf(blocks, {
    propertyTitle: await readTitle(pdf),
    pages: pdf.numPages,
    warnings: [
      ...scanWarnings(scans),
      ...pagesWarning(
        pages.flatMap(({ recognized }, index) => (recognized ? [index + 1] : [])),
        {
          fr: 'numérisée, lue par le texte invisible que son programme y a mis',
          en: 'scanned, read by the invisible text that its program put there',
        },
        {
          fr: 'numérisées, lues par le texte invisible que leur programme y a mis',
          en: 'scanned, read by the invisible text that their program put there',
        },
      ),
      ...hiddenWarnings(pages),
      ...pagesWarning(failed, { fr: 'illisible', en: 'unreadable' }, { fr: 'illisibles', en: 'unreadable' }),
    ],
  })
}
