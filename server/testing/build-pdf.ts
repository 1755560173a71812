/** A line of a page: points from the bottom left corner, in Helvetica. */
export interface PdfText {
  text: string
  x?: number
  y: number
  size?: number
}

function toOctal(text: string): string {
  const bytes = [...text].map(letter => letter.codePointAt(0) ?? 0)
  return bytes.map(byte => `\\${(byte & 255).toString(8).padStart(3, '0')}`).join('')
}

function pageContent(lines: readonly PdfText[]): string {
  return lines
    .map(
      ({ text, x = 72, y, size = 11 }) => `BT /F1 ${size} Tf 1 0 0 1 ${x} ${y} Tm (${toOctal(text)}) Tj ET`,
    )
    .join('\n')
}

type Page = readonly PdfText[] | 'picture' | { operators: string }

function contentOf(page: Page): string {
  if (page === 'picture') return 'q 500 0 0 700 50 50 cm /I1 Do Q'
  return 'operators' in page ? page.operators : pageContent(page)
}

function showsPicture(page: Page): boolean {
  return contentOf(page).includes('/I1 Do')
}

/**
 * A PDF of A4 pages, each a list of lines (Latin-1 letters), `picture`: nothing but an image, or its operators as they are
 * (fonts F1 and F2, which is bold; a black pixel I1).
 * `password`: it says that it is encrypted, with keys that no password fits. `title`: in its properties.
 */
export function buildPdf(
  pages: readonly Page[],
  options: { password?: boolean; title?: string } = {},
): Uint8Array<ArrayBuffer> {
  const first = 5
  const kids = pages.map((_, index) => `${first + index * 2} 0 R`).join(' ')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    '<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\n0\nendstream',
    ...pages.flatMap((page, index) => {
      const content = contentOf(page)
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R /F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >> >> ${showsPicture(page) ? '/XObject << /I1 4 0 R >>' : ''} >> /Contents ${first + index * 2 + 1} 0 R >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ]
    }),
    `<< /Title (${toOctal(options.title ?? '')}) >>`,
    `<< /Filter /Standard /V 1 /R 2 /P -4 /O <${'41'.repeat(32)}> /U <${'42'.repeat(32)}> >>`,
  ]
  // A page list that holds no picture has no picture in its file either: readers tell scans by it.
  if (!pages.some(showsPicture)) objects[3] = '<< >>'
  const offsets: number[] = []
  let text = '%PDF-1.4\n'
  objects.forEach((object, index) => {
    offsets.push(text.length)
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
  })
  const table = offsets.map(offset => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const encrypt = options.password ? `/Encrypt ${objects.length} 0 R /ID [<41> <41>]` : ''
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info ${objects.length - 1} 0 R ${encrypt} >>\nstartxref\n${text.length}\n%%EOF\n`
  return new Uint8Array(Buffer.from(text, 'latin1'))
}
