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
const factors = Uint32Array.from({ length: size }, (_, index) => hash(`factor ${index}`) | 1)
const offsets = Uint32Array.from({ length: size }, (_, index) => hash(`offset ${index}`))

/** Letters of a text that are made into words at once: a book's words together would fill the memory. */
const pieceLetters = 50_000

/** A text in pieces that are cut at white space, where there is any. */
function* piecesOf(text: string): Generator<string> {
  const blank = /\s/g
  for (let start = 0; start < text.length; ) {
    const window = text.slice(start, start + 2 * pieceLetters)
    blank.lastIndex = pieceLetters
    const end = start + (blank.exec(window)?.index ?? window.length)
    yield text.slice(start, end)
    start = end
  }
}

/** Words as they are compared: without case, accents and punctuation. */
function* wordsOf(text: string): Generator<string> {
  for (const piece of piecesOf(text)) {
    const plain = piece.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
    for (const [word] of plain.matchAll(/[\p{L}\p{N}]+/gu)) yield word
  }
}

/** Puts a run of words into the signature: of each function's values the smallest stays. */
function addShingle(least: Uint32Array, shingle: number): void {
  for (let index = 0; index < size; index++) {
    // Mixes the bits, so that the smallest of many is chosen by all of them (the last step of MurmurHash3).
    let mixed = (Math.imul(shingle, factors[index] as number) + (offsets[index] as number)) | 0
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    mixed = (mixed ^ (mixed >>> 16)) >>> 0
    if (mixed < (least[index] as number)) least[index] = mixed
  }
}

/**
 * A text's MinHash over runs of five words (Broder, 1997), base64 of 128 × 32 bits: the share of numbers two signatures
 * have in common estimates the share of runs their texts have in common. Null for a text without words.
 */
export function shingleSignature(text: string): string | null {
  const least = new Uint32Array(size).fill(0xffffffff)
  const last: string[] = []
  let count = 0
  for (const word of wordsOf(text)) {
    count++
    last.push(word)
    if (last.length > shingleWords) last.shift()
    if (last.length === shingleWords) addShingle(least, hash(last.join(' ')))
  }
  if (count === 0) return null
  if (count < shingleWords) addShingle(least, hash(last.join(' ')))
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
