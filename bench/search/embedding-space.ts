import { powerLaw, type RandomNumbers } from './random-numbers.ts'

const dimensions = 1536
const block = 512

/**
 * Shares of a vector's square length: what all texts have in common, its subject, its document, itself. Two chunks of
 * a document then have a cosine of about .54, of a subject .34, of neither .12, and a question and the passage it was
 * asked of .63: about what text-embedding-3-small gives for texts in one language.
 */
const shares = { common: 0.12, subject: 0.22, document: 0.2, own: 0.46 }
const questionLikeness = 0.2

export interface EmbeddingSpace {
  /** A direction of its own in the space: of all texts, a subject, a document, a chunk. */
  direction(): Float32Array
  /** The vector of length 1 of a chunk with its own direction. */
  embed(subject: Float32Array, document: Float32Array, own: Float32Array): Float32Array
  /** The vector of a question about that chunk: its subject, its document, a fifth of what is the chunk's own. */
  ask(subject: Float32Array, document: Float32Array, own: Float32Array): Float32Array
}

/** Hadamard's transform of each block of 512, in place: with random signs before, a random rotation. */
function rotateBlocks(vector: Float32Array): void {
  for (let start = 0; start < dimensions; start += block) {
    for (let step = 1; step < block; step *= 2) {
      for (let at = start; at < start + block; at += 2 * step) {
        for (let each = at; each < at + step; each++) {
          const first = vector[each] ?? 0
          const second = vector[each + step] ?? 0
          vector[each] = first + second
          vector[each + step] = first - second
        }
      }
    }
  }
}

/**
 * Where embeddings lie: 1,536 dimensions whose variances fall as 1 / place, as the spectra of text embeddings do, so
 * that they are worth 38 (the participation ratio, (sum of variances)² / sum of squares); then turned at random, so that
 * no dimension is special. Uniform noise would make every neighbour equally far, and every index look bad.
 */
export function createEmbeddingSpace(random: RandomNumbers): EmbeddingSpace {
  const variances = powerLaw(dimensions, 1)
  const total = variances.reduce((sum, each) => sum + each, 0)
  const deviations = Float32Array.from(variances, each => Math.sqrt(each / total))
  const signs = Float32Array.from({ length: 2 * dimensions }, () => (random.uniform() < 0.5 ? -1 : 1))
  const shuffled = Int32Array.from({ length: dimensions }, (_, at) => (at * 5 + 7) % dimensions)
  const scratch = new Float32Array(dimensions)

  const direction = () => Float32Array.from(deviations, deviation => deviation * random.normal())
  const common = direction()

  function rotate(vector: Float32Array): Float32Array {
    for (let at = 0; at < dimensions; at++) scratch[at] = (vector[at] ?? 0) * (signs[at] ?? 1)
    rotateBlocks(scratch)
    for (let at = 0; at < dimensions; at++)
      vector[at] = (scratch[shuffled[at] ?? 0] ?? 0) * (signs[dimensions + at] ?? 1)
    rotateBlocks(vector)
    let square = 0
    for (const value of vector) square += value * value
    const length = Math.sqrt(square)
    for (let at = 0; at < dimensions; at++) vector[at] = (vector[at] ?? 0) / length
    return vector
  }

  function mix(subject: Float32Array, document: Float32Array, own: Float32Array, likeness: number) {
    const weights = Object.values(shares).map(Math.sqrt)
    const [ofCommon = 0, ofSubject = 0, ofDocument = 0, ofOwn = 0] = weights
    const other = likeness < 1 ? direction() : own
    const rest = Math.sqrt(1 - likeness * likeness)
    const vector = new Float32Array(dimensions)
    for (let at = 0; at < dimensions; at++) {
      const itself = likeness * (own[at] ?? 0) + rest * (other[at] ?? 0)
      vector[at] =
        ofCommon * (common[at] ?? 0) +
        ofSubject * (subject[at] ?? 0) +
        ofDocument * (document[at] ?? 0) +
        ofOwn * itself
    }
    return rotate(vector)
  }

  return {
    direction,
    embed: (subject, document, own) => mix(subject, document, own, 1),
    ask: (subject, document, own) => mix(subject, document, own, questionLikeness),
  }
}
