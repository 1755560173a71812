import type { getResolvedPDFJS } from 'unpdf'
import { formText } from './pdf-form.ts'
import {
  findHiddenText,
  findLostInPictures,
  type HiddenRun,
  joinRuns,
  withoutHidden,
} from './pdf-hidden-text.ts'
import { joinLines, type PdfItem, type PdfPage } from './pdf-lines.ts'
import { type Matrix, multiply, placeBox } from './pdf-matrix.ts'
import { findPictures, type PdfPageProxy } from './pdf-page-picture.ts'
import { readPaints } from './pdf-paints.ts'

type PdfJs = Awaited<ReturnType<typeof getResolvedPDFJS>>

/** A page as it is read: its lines, the text nobody sees on it, and whether a recognition had read it before. */
export interface ReadPage extends PdfPage {
  hidden: string
  recognized: boolean
}

/** What reading a page takes from its document. */
interface PageContext {
  isShown: (layer: unknown) => boolean
  /** The same page with its pictures decoded. */
  withPictures: () => Promise<PdfPageProxy>
}

async function findHidden(
  pdfjs: PdfJs,
  page: PdfPageProxy,
  { isShown, withPictures }: PageContext,
): Promise<{ hidden: HiddenRun[]; recognized: boolean }> {
  const paints = await readPaints(pdfjs, page, isShown)
  const [left = 0, bottom = 0, right = 0, top = 0] = page.view
  const { hidden, overPictures, recognized } = findHiddenText(paints, { left, bottom, right, top })
  if (overPictures.length === 0) return { hidden, recognized }
  const pictured = await withPictures()
  const lost = findLostInPictures(overPictures, await findPictures(pdfjs, pictured))
  pictured.cleanup()
  return { hidden: [...hidden, ...lost], recognized }
}

/** Is the font a bold one? Known once the page's operators are. */
function isBold(page: PdfPageProxy, name: string): boolean {
  const font = page.commonObjs.has(name) ? page.commonObjs.get(name) : null
  return font?.bold === true || font?.black === true || /bold|black|heavy/i.test(String(font?.name ?? ''))
}

/** Reads one page: the text that is to be seen on it, in lines, turned as the page is shown. */
export async function readPdfPage(pdfjs: PdfJs, page: PdfPageProxy, context: PageContext): Promise<ReadPage> {
  const content = await page.getTextContent()
  const { hidden, recognized } = await findHidden(pdfjs, page, context)
  const viewport = page.getViewport({ scale: 1 })
  const toView = viewport.transform as unknown as Matrix
  const unit = Math.hypot(toView[0], toView[1])
  const items: PdfItem[] = content.items.flatMap(item => {
    if (!('str' in item) || item.str === '') return []
    const matrix = item.transform as unknown as Matrix
    const [a, b, c, d, e, f] = matrix
    const size = Math.hypot(c, d) || item.height
    const across = Math.hypot(a, b) || 1
    const upright: Matrix = [a / across, b / across, c / (size || 1), d / (size || 1), e, f]
    const box = placeBox(upright, { left: 0, bottom: 0, right: item.width, top: size * 0.7 })
    const text = hidden.length === 0 ? item.str : withoutHidden(item.str, box, hidden)
    if (text === '') return []
    const [, , , , x, y] = multiply(toView, matrix)
    return [
      {
        text,
        x,
        y: viewport.height - y,
        width: item.width * unit,
        size: size * unit,
        bold: isBold(page, item.fontName),
      },
    ]
  })
  const lines = joinLines(items, page.pageNumber)
  const form = lines.length === 0 ? await formText(pdfjs, page) : ''
  if (form !== '') {
    const place = { x: 0, right: 0, y: viewport.height / 2, size: 10, page: page.pageNumber }
    lines.push({ text: form, cells: [{ text: form, x: 0, right: 0, bold: false }], ...place })
  }
  page.cleanup()
  return { lines, height: viewport.height, hidden: joinRuns(hidden), recognized }
}
