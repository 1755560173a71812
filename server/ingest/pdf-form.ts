import type { getResolvedPDFJS } from 'unpdf'

type PdfJs = Awaited<ReturnType<typeof getResolvedPDFJS>>
type PdfPageProxy = Awaited<ReturnType<Awaited<ReturnType<PdfJs['getDocument']>['promise']>['getPage']>>

/**
 * What a page's form fields show, '' when it has none. pdf.js leaves it out of a page's text, but draws it: a
 * page of nothing but fields is read from what it draws. Not done for pages with text, because drawing also
 * decodes pictures.
 */
export async function formText(pdfjs: PdfJs, page: PdfPageProxy): Promise<string> {
  const annotations: { subtype?: string }[] = await page.getAnnotations()
  if (!annotations.some(({ subtype }) => subtype === 'Widget')) return ''
  const { fnArray, argsArray } = await page.getOperatorList({ annotationMode: pdfjs.AnnotationMode.ENABLE })
  const shown = fnArray.flatMap((operator: number, index: number) => {
    if (operator !== pdfjs.OPS.showText) return []
    const glyphs: { unicode?: string }[] = argsArray[index]?.[0] ?? []
    return glyphs.map(glyph => glyph?.unicode ?? '').join('')
  })
  return shown.join(' ').trim()
}
