import { crc32, deflateSync } from 'node:zlib'

/** Grey pixels, row by row. */
export interface Scan {
  width: number
  height: number
  pixels: Uint8Array<ArrayBuffer>
}

/** Strokes of capitals made of upright and level bars, in a box of 5 by 7: left, top, width, height. */
const strokes: Record<string, readonly (readonly [number, number, number, number])[]> = {
  E: [
    [0, 0, 1, 7],
    [0, 0, 4.5, 1],
    [0, 3, 4, 1],
    [0, 6, 4.5, 1],
  ],
  F: [
    [0, 0, 1, 7],
    [0, 0, 4.5, 1],
    [0, 3, 4, 1],
  ],
  H: [
    [0, 0, 1, 7],
    [4, 0, 1, 7],
    [0, 3, 5, 1],
  ],
  I: [[2, 0, 1, 7]],
  L: [
    [0, 0, 1, 7],
    [0, 6, 4.5, 1],
  ],
  T: [
    [0, 0, 5, 1],
    [2, 0, 1, 7],
  ],
}

/** A page that shows lines of the letters E F H I L T, as a scanner would see them. */
export function drawScan(lines: readonly string[], unit = 6): Scan {
  const step = unit * 7
  const width = Math.max(...lines.map(line => line.length)) * step + 100
  const height = lines.length * unit * 12 + 100
  const pixels = new Uint8Array(width * height).fill(255)
  lines.forEach((line, row) => {
    ;[...line].forEach((letter, column) => {
      for (const [left, top, wide, high] of strokes[letter] ?? []) {
        for (let y = 0; y < high * unit; y++) {
          const start = (50 + row * unit * 12 + top * unit + y) * width + 50 + column * step + left * unit
          pixels.fill(0, start, start + wide * unit)
        }
      }
    })
  })
  return { width, height, pixels }
}

function pngPart(kind: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), content])
  const part = Buffer.alloc(body.length + 8)
  part.writeUInt32BE(content.length, 0)
  body.copy(part, 4)
  part.writeUInt32BE(crc32(body), body.length + 4)
  return part
}

/** A scan as a PNG file; `claimed` lies about its size. */
export function toPng({ width, height, pixels }: Scan, claimed = { width, height }): Uint8Array<ArrayBuffer> {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(claimed.width, 0)
  header.writeUInt32BE(claimed.height, 4)
  header[8] = 8
  const rows = Buffer.concat(
    Array.from({ length: height }, (_, row) =>
      Buffer.concat([Buffer.of(0), pixels.subarray(row * width, (row + 1) * width)]),
    ),
  )
  const signature = Buffer.from('89504e470d0a1a0a', 'hex')
  return new Uint8Array(
    Buffer.concat([
      signature,
      pngPart('IHDR', header),
      pngPart('IDAT', deflateSync(rows)),
      pngPart('IEND', Buffer.alloc(0)),
    ]),
  )
}

/** A PDF page of nothing but a scan; `turned`: it lies on its side in the file, and the page says so. */
export function toScannedPdf(
  { width, height, pixels }: Scan,
  options: { turned?: boolean } = {},
): Uint8Array<ArrayBuffer> {
  const packed = deflateSync(pixels)
  // A quarter turn to the left; /Rotate 90 turns it back.
  const [pageWidth, pageHeight] = options.turned ? [height, width] : [width, height]
  const place = options.turned ? `0 ${width} ${-height} 0 ${height} 0` : `${width} 0 0 ${height} 0 0`
  const scale = 72 / 300
  const content = `q ${scale} 0 0 ${scale} 0 0 cm ${place} cm /I1 Do Q`
  const objects: Buffer[] = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${pageWidth * scale} ${pageHeight * scale}] ${options.turned ? '/Rotate 90' : ''} /Resources << /XObject << /I1 5 0 R >> >> /Contents 4 0 R >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  ].map(text => Buffer.from(text, 'latin1'))
  const picture = `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`
  objects.push(Buffer.concat([Buffer.from(picture, 'latin1'), packed, Buffer.from('\nendstream')]))
  const body = objects.map((object, index) =>
    Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')]),
  )
  const head = Buffer.from('%PDF-1.4\n')
  let offset = head.length
  const table = body.map(object => {
    const line = `${String(offset).padStart(10, '0')} 00000 n \n`
    offset += object.length
    return line
  })
  const tail = `xref\n0 6\n0000000000 65535 f \n${table.join('')}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${offset}\n%%EOF\n`
  return new Uint8Array(Buffer.concat([head, ...body, Buffer.from(tail)]))
}
