/** What index_chunks() works out of a chunk, worked out here in a hundredth of the time. */
export interface LexicalVectors {
  words: { terms: Int32Array; weights: Float32Array }
  grams: { terms: Int32Array; weights: Float32Array }
}

const rotate = (value: number, bits: number) => (value << bits) | (value >>> (32 - bits))

/** Postgres' hashtext() (hash_bytes of Bob Jenkins' lookup3) of five ASCII characters at `at`. */
export function hashFiveCharacters(text: string, at: number): number {
  let a = (0x9e3779b9 + 5 + 3923095) | 0
  let b = a
  let c = a
  b = (b + text.charCodeAt(at + 4)) | 0
  a =
    (a +
      (text.charCodeAt(at) |
        (text.charCodeAt(at + 1) << 8) |
        (text.charCodeAt(at + 2) << 16) |
        (text.charCodeAt(at + 3) << 24))) |
    0
  c = ((c ^ b) - rotate(b, 14)) | 0
  a = ((a ^ c) - rotate(c, 11)) | 0
  b = ((b ^ a) - rotate(a, 25)) | 0
  c = ((c ^ b) - rotate(b, 16)) | 0
  a = ((a ^ c) - rotate(c, 4)) | 0
  b = ((b ^ a) - rotate(a, 14)) | 0
  c = ((c ^ b) - rotate(b, 24)) | 0
  return c
}

function weigh(sorted: Int32Array, saturation: number, perTerm: number) {
  const terms = new Int32Array(sorted.length)
  const weights = new Float32Array(sorted.length)
  const rest = saturation + perTerm * sorted.length
  let count = 0
  for (let at = 0; at < sorted.length; ) {
    const start = at
    while (at < sorted.length && sorted[at] === sorted[start]) at++
    terms[count] = sorted[start] ?? 0
    weights[count++] = (at - start) / (at - start + rest)
  }
  return { terms: terms.subarray(0, count), weights: weights.subarray(0, count) }
}

/** The vectors of a chunk's tokens (its title twice before its text); `stems` is a word's term, 0 for a stop word. */
export function createLexicalVectors(
  tokens: readonly number[],
  words: readonly string[],
  stems: Int32Array,
): LexicalVectors {
  const stemmed = Int32Array.from(tokens, token => stems[token] ?? 0).filter(term => term !== 0)
  const line = ` ${tokens.map(token => words[token]).join(' ')} `
  const grams = Int32Array.from(
    { length: line.length - 4 },
    (_, at) => 1 + (hashFiveCharacters(line, at) & 536870911),
  )
  return { words: weigh(stemmed.sort(), 0.3, 0.9 / 110), grams: weigh(grams.sort(), 0.06, 1.14 / 600) }
}
