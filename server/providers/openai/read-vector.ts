import { endianness } from 'node:os'

const bigEndian = endianness() === 'BE'

/**
 * A vector as OpenAI's wire carries it: numbers, or base64 of 32-bit floats, little-endian. Undefined when it is neither,
 * holds something that is no finite number of 32 bits (what databases keep), or is all zeros as far as its length can be
 * told (its cosine to anything is undefined).
 */
export function readVector(value: unknown): number[] | undefined {
  const numbers = typeof value === 'string' ? decodeFloats(value) : value
  if (!Array.isArray(numbers) || numbers.length === 0) return undefined
  let square = 0
  for (const number of numbers) {
    if (typeof number !== 'number' || !Number.isFinite(Math.fround(number))) return undefined
    square = Math.fround(square + Math.fround(number * number))
  }
  // As 32-bit arithmetic sees it: pgvector's own norm.
  return square > 0 && Number.isFinite(square) ? numbers : undefined
}

function decodeFloats(base64: string): number[] | undefined {
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length === 0 || bytes.length % 4 !== 0) return undefined
  if (bigEndian) bytes.swap32()
  // A copy of its own, since small buffers lie at any offset of a shared one.
  const floats = new Float32Array(new Uint8Array(bytes).buffer)
  const numbers: number[] = []
  // Not spread: V8 then keeps each number as an object of its own, three times the memory and four times the work.
  for (let at = 0; at < floats.length; at++) numbers.push(floats[at] ?? 0)
  return numbers
}
