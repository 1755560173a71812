import type { getResolvedPDFJS } from 'unpdf'
import { type Matrix, multiply } from './pdf-matrix.ts'

type PdfJs = Awaited<ReturnType<typeof getResolvedPDFJS>>
export type PdfPageProxy = Awaited<
  ReturnType<Awaited<ReturnType<PdfJs['getDocument']>['promise']>['getPage']>
>

/** A picture as pdf.js decodes it. `kind`: 1 is one bit a pixel, 2 is RGB, 3 is RGBA (its ImageKind). */
interface DecodedPicture {
  width: number
  height: number
  kind?: number
  data: Uint8Array | Uint8ClampedArray
}

/** A picture where a page paints it. */
export interface PlacedPicture {
  picture: DecodedPicture
  /** Of the unit square that a PDF paints a picture into, to pixels of the page. */
  place: Matrix
  /** Black where a bit is 0, nothing elsewhere. */
  isMask: boolean
}

const pointsPerInch = 72
/** Tesseract reads letters 20 to 40 pixels high best: 10-point type at 200 to 300 dots an inch. */
const leastDots = 200
const mostDots = 300
const maximumPagePixels = 20_000_000

/** A decoded picture by the name that the page's operators give it; null when pdf.js could not decode it. */
function findPicture(page: PdfPageProxy, name: unknown): Promise<DecodedPicture | null> {
  if (typeof name !== 'string') return Promise.resolve(name as DecodedPicture | null)
  const store = name.startsWith('g_') ? page.commonObjs : page.objs
  return new Promise(resolve => store.get(name, (picture: DecodedPicture | null) => resolve(picture ?? null)))
}

/** The pictures that a page paints, with the place of each in points. */
export async function findPictures(pdfjs: PdfJs, page: PdfPageProxy): Promise<PlacedPicture[]> {
  const { fnArray, argsArray } = await page.getOperatorList()
  const { OPS } = pdfjs
  const found: PlacedPicture[] = []
  const saved: Matrix[] = []
  let current: Matrix = [1, 0, 0, 1, 0, 0]
  for (const [index, operator] of fnArray.entries()) {
    const args = argsArray[index] ?? []
    if (operator === OPS.save || operator === OPS.paintFormXObjectBegin) saved.push(current)
    if (operator === OPS.transform) current = multiply(current, args as unknown as Matrix)
    if (operator === OPS.paintFormXObjectBegin && args[0]) current = multiply(current, args[0] as Matrix)
    if (operator === OPS.restore || operator === OPS.paintFormXObjectEnd) current = saved.pop() ?? current
    const isMask = operator === OPS.paintImageMaskXObject
    if (!isMask && operator !== OPS.paintImageXObject && operator !== OPS.paintInlineImageXObject) continue
    const named = isMask && typeof args[0]?.data === 'string'
    const picture = await findPicture(page, named ? args[0].data : args[0])
    const { width, height } = named ? args[0] : (picture ?? {})
    if (picture?.data) found.push({ picture: { ...picture, width, height }, place: current, isMask })
  }
  return found
}

/** Light of a picture's pixel, 0 to 255, by its column and row. */
export function lightReader({ picture, isMask }: PlacedPicture): (x: number, y: number) => number {
  const { width, height, data } = picture
  const row = (width + 7) >> 3
  if (isMask || picture.kind === 1 || data.length === row * height)
    return (x, y) => (((data[y * row + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1 ? 255 : 0)
  const channels = Math.max(1, Math.round(data.length / (width * height)))
  if (channels < 3) return (x, y) => data[(y * width + x) * channels] ?? 255
  return (x, y) => {
    const offset = (y * width + x) * channels
    return Math.round(
      (data[offset] ?? 0) * 0.3 + (data[offset + 1] ?? 0) * 0.59 + (data[offset + 2] ?? 0) * 0.11,
    )
  }
}

/** Paints a picture onto the page: for each of the page's pixels, the picture's pixel that lies there. */
function paint(pixels: Uint8Array, width: number, height: number, placed: PlacedPicture): void {
  const [a, b, c, d, e, f] = placed.place
  const determinant = a * d - b * c
  if (Math.abs(determinant) < 1e-9) return
  const corners = [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ].map(([x = 0, y = 0]) => [a * x + c * y + e, b * x + d * y + f])
  const edge = (index: 0 | 1, choose: (...values: number[]) => number) =>
    choose(...corners.map(corner => corner[index] ?? 0))
  const left = Math.max(0, Math.floor(edge(0, Math.min)))
  const right = Math.min(width, Math.ceil(edge(0, Math.max)))
  const top = Math.max(0, Math.floor(edge(1, Math.min)))
  const bottom = Math.min(height, Math.ceil(edge(1, Math.max)))
  const light = lightReader(placed)
  const { width: columns, height: rows } = placed.picture
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const across = (d * (x + 0.5 - e) - c * (y + 0.5 - f)) / determinant
      const up = (a * (y + 0.5 - f) - b * (x + 0.5 - e)) / determinant
      if (across < 0 || across >= 1 || up < 0 || up >= 1) continue
      const value = light(Math.floor(across * columns), Math.floor((1 - up) * rows))
      if (!placed.isMask || value === 0) pixels[y * width + x] = value
    }
  }
}

/** Dots an inch at which the finest picture shows all it has, within what the recognition reads well. */
function dotsOf(pictures: readonly PlacedPicture[], points: number): number {
  const native = pictures.map(
    ({ picture, place }) => (picture.width / Math.hypot(place[0], place[1])) * pointsPerInch,
  )
  const wanted = Math.min(mostDots, Math.max(leastDots, ...native))
  return Math.min(wanted, pointsPerInch * Math.sqrt(maximumPagePixels / points))
}

/**
 * What a page of nothing but pictures looks like, as a grey PNM file (`P5`): each picture in its place, turned as the page
 * is. No canvas is needed: lines, letters and shadings are not drawn. Null when the page has no picture that can be decoded.
 */
export async function pagePicture(pdfjs: PdfJs, page: PdfPageProxy): Promise<Uint8Array | null> {
  const pictures = await findPictures(pdfjs, page)
  if (pictures.length === 0) return null
  const size = page.getViewport({ scale: 1 })
  const dots = dotsOf(pictures, size.width * size.height)
  const viewport = page.getViewport({ scale: dots / pointsPerInch })
  const width = Math.max(1, Math.round(viewport.width))
  const height = Math.max(1, Math.round(viewport.height))
  const pixels = new Uint8Array(width * height).fill(255)
  const toPixels = viewport.transform as unknown as Matrix
  for (const placed of pictures)
    paint(pixels, width, height, { ...placed, place: multiply(toPixels, placed.place) })
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), pixels])
}
