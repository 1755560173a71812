/** Numbers of a signature: an estimate of how much two documents share is then within ± 0.07 of the truth, nine times in ten. */
const size = 128
/** Words of a shingle: a sentence with one word changed still shares most of its others. */
const shingleWords = 5

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value >>> 0
}

/** Odd multipliers and offsets, the same for ever: they are what makes two signatures comparable. */
const functions = Array.from({ length: size }, (_, index) => ({
  factor: (hash(`factor ${index}`) | 1) >>> 0,
  offset: hash(`offset ${index}`),
}))

/** Words as they are compared: without case, accents and punctuation. */
function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  )
}

/** Mixes the bits, so that the smallest of many is chosen by all of them (the last step of MurmurHash3). */
function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/**
 * A text's MinHash over runs of five words (Broder, 1997), base64 of 128 × 32 bits: the share of numbers two signatures
 * have in common estimates the share of runs their texts have in common. Null for a text without words.
 */
export function shingleSignature(text: string): string | null {
  const words = wordsOf(text)
  if (words.length === 0) return null
  const least = new Uint32Array(size).fill(0xffffffff)
  const seen = new Set<number>()
  for (let start = 0; start <= Math.max(0, words.length - shingleWords); start++) {
    const shingle = hash(words.slice(start, start + shingleWords).join(' '))
    if (seen.has(shingle)) continue
    seen.add(shingle)
    functions.forEach(({ factor, offset }, index) => {
      const value = mix((Math.imul(shingle, factor) + offset) >>> 0)
      if (value < (least[index] ?? 0)) least[index] = value
    })
  }
  return Buffer.from(least.buffer).toString('base64')
}

/** A signature as numbers, to compare it with many. */
export function readSignature(signature: string): Uint32Array {
  const bytes = Uint8Array.from(Buffer.from(signature, 'base64'))
  return new Uint32Array(bytes.buffer, 0, Math.floor(bytes.length / 4))
}

/** How much two documents share, 0 to 1. */
export function signatureLikeness(one: Uint32Array, other: Uint32Array): number {
  if (one.length !== size || other.length !== size) return 0
  return one.reduce((same, value, index) => same + (value === other[index] ? 1 : 0), 0) / size
}
