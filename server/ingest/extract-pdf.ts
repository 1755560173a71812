import { getResolvedPDFJS } from 'unpdf'
import { cleanLine } from './clean-text.ts'
import { documentOf, type ExtractedDocument } from './extracted-document.ts'
import { listWords } from './list-words.ts'
import { pdfBlocks } from './pdf-blocks.ts'
import { formText } from './pdf-form.ts'
import { dropRunningLines, joinLines, type PdfItem, type PdfPage } from './pdf-lines.ts'
import { Refusal, type Words } from './refusal.ts'

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

async function readTitle(pdf: PdfDocument): Promise<string | null> {
  try {
    const { info } = await pdf.getMetadata()
    const title = (info as Record<string, unknown>).Title
    return typeof title === 'string' && !/\.(docx?|odt|indd|pages|tex|pdf)$|^untitled/i.test(title.trim())
      ? cleanLine(title) || null
      : null
  } catch {
    return null
  }
}

/** Streams are never inside other streams, so a picture's dictionary stands readable in the file. */
function holdsPictures(bytes: Uint8Array): boolean {
  return /\/Subtype\s*\/Image/.test(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'),
  )
}

function refuseEmpty(bytes: Uint8Array): never {
  if (holdsPictures(bytes))
    throw new Refusal('scanned', {
      fr: 'document numérisé : aucun texte, la reconnaissance (OCR) n’est pas encore disponible',
      en: 'scanned document: no text, recognition (OCR) is not available yet',
    })
  throw new Refusal('empty', { fr: 'aucun texte dans ce PDF', en: 'no text in this PDF' })
}

const pageNames = { one: { fr: 'page', en: 'page' }, many: { fr: 'pages', en: 'pages' } }

function pagesWarning(numbers: readonly number[], what: Words): Words[] {
  return listWords(numbers, pageNames, { one: what, many: what })
}

/** Reads a PDF's text page by page; a page that fails is a warning, not the end. */
export async function extractPdf(bytes: Uint8Array): Promise<ExtractedDocument> {
  const pdfjs = await getResolvedPDFJS()
  const pdf = await openPdf(pdfjs, bytes)
  if (pdf.numPages > maximumPages)
    throw new Refusal('too_complex', {
      fr: `PDF trop long : ${pdf.numPages} pages, ${maximumPages} au plus`,
      en: `PDF too long: ${pdf.numPages} pages, ${maximumPages} at most`,
    })
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
  if (failed.length === pdf.numPages)
    throw new Refusal('corrupt', {
      fr: 'PDF abîmé : aucune page ne se lit',
      en: 'damaged PDF: none of its pages can be read',
    })
  const blocks = pdfBlocks(dropRunningLines(pages))
  if (!blocks.some(block => /[\p{L}\p{N}]/u.test(block.text))) refuseEmpty(bytes)
  const silent = pages.flatMap(({ lines }, index) =>
    lines.length === 0 && !failed.includes(index + 1) ? [index + 1] : [],
  )
  return documentOf(blocks, {
    propertyTitle: await readTitle(pdf),
    pages: pdf.numPages,
    warnings: [
      ...pagesWarning(silent, { fr: 'sans texte', en: 'without text' }),
      ...pagesWarning(failed, { fr: 'illisible', en: 'unreadable' }),
    ],
  })
}
