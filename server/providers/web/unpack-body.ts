import type { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { WebFailure } from '../../ports/web-fetcher.ts'

const decoders: Record<string, () => Transform> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/** A body packed oftener than this was made to hurt. */
const mostLayers = 5

function layersOf(contentEncoding: string): (() => Transform)[] {
  const names = contentEncoding
    .toLowerCase()
    .split(',', 1000)
    .map(name => name.trim())
    .filter(name => name !== '' && name !== 'identity')
  if (names.length > mostLayers) throw new WebFailure('encoding', `packed ${names.length} times`)
  return names.reverse().map(name => {
    const decoder = Object.hasOwn(decoders, name) ? decoders[name] : undefined
    if (!decoder) throw new WebFailure('encoding', 'packed in an unknown way')
    return decoder
  })
}

/**
 * The body under its layers of Content-Encoding, held to `maxBytes` after every one of them, so that a small body that
 * unpacks to gigabytes costs no more than a large one. `cut`: it is cut there instead of refused.
 * Throws WebFailure `too_large`, `encoding`, `too_slow` once `signal` is aborted, and whatever `parts` throws.
 */
export async function unpackBody(
  parts: AsyncIterable<Uint8Array>,
  options: { contentEncoding: string; maxBytes: number; cut: boolean; signal: AbortSignal },
): Promise<Uint8Array> {
  const { maxBytes, cut, signal } = options
  async function* bounded(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let left = maxBytes
    for await (const part of source) {
      if (signal.aborted) throw new WebFailure('too_slow', 'not unpacked in time')
      if (part.length > left && !cut) throw new WebFailure('too_large', `more than ${maxBytes} bytes`)
      yield part.subarray(0, left)
      left -= part.length
      if (left < 0) return
    }
  }
  let source = bounded(parts)
  for (const create of layersOf(options.contentEncoding)) source = bounded(through(source, create()))
  const body: Uint8Array[] = []
  try {
    for await (const part of source) body.push(part)
  } catch (error) {
    throw isZlibError(error) ? new WebFailure('encoding', 'packed wrongly', error) : error
  }
  return Buffer.concat(body)
}

/** What comes out of a decoder; its failure and the source's are thrown, and whoever stops reading ends both. */
async function* through(source: AsyncIterable<Uint8Array>, decoder: Transform): AsyncGenerator<Uint8Array> {
  // It fails with the decoder, which is read below.
  const feeding = pipeline(source, decoder).catch(() => {})
  try {
    for await (const part of decoder) yield part
  } finally {
    decoder.destroy()
    await feeding
  }
}

/** `Z_DATA_ERROR`, `Z_BUF_ERROR` (cut before its end), `ERR__ERROR_FORMAT_…` and `ERR_PADDING_…` of Brotli. */
function isZlibError(error: unknown): boolean {
  return (
    error instanceof Error && 'errno' in error && 'code' in error && /^(Z_|ERR_)/.test(String(error.code))
  )
}
