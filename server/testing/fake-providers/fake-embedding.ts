import { meaningfulWords } from './fake-words.ts'

/**
 * A deterministic vector of length 1 in which texts with common words are near: words and pairs of words hashed to signed
 * dimensions (feature hashing, Weinberger et al. 2009). A text without words is near nothing but its like.
 */
export function fakeEmbedding(text: string, dimensions: number): number[] {
  const vector = new Float64Array(dimensions)
  const words = meaningfulWords(text)
  const add = (feature: string, weight: number) => {
    const hash = hashText(feature)
    const place = hash % dimensions
    vector[place] = (vector[place] ?? 0) + (hash & 0x4000_0000 ? weight : -weight)
  }
  for (const word of words) add(word, 1)
  for (const [index, word] of words.entries()) {
    if (index > 0) add(`${words[index - 1]} ${word}`, 0.5)
  }
  if (words.length === 0) add(`text ${text}`, 1)
  const length = Math.hypot(...vector) || 1
  return Array.from(vector, value => Math.fround(value / length))
}

/** FNV-1a, 31 bits. */
function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return (hash ^ (hash >>> 15)) & 0x7fff_ffff
}
