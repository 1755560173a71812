import { createRandom } from '../../server/testing/create-random.ts'

/** Draws for a corpus, the same at every run of a seed. */
export interface RandomNumbers {
  /** In [0, 1). */
  uniform(): number
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number
  /** Normal, mean 0, variance 1: from a table of 65,536, since a corpus of 500,000 needs 770 million. */
  normal(): number
}

/** Random numbers of a seed. */
export function createRandomNumbers(seed: number): RandomNumbers {
  const uniform = createRandom(seed)
  const normals = Float64Array.from(
    { length: 65_536 },
    () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  )
  let state = (uniform() * 2 ** 32) | 1
  return {
    uniform,
    below: limit => Math.floor(uniform() * limit),
    normal: () => {
      state ^= state << 13
      state ^= state >>> 17
      state ^= state << 5
      return normals[state >>> 16] ?? 0
    },
  }
}

/** Places 0 to `weights.length - 1`, drawn in proportion to `weights`. */
export function createSampler(weights: readonly number[], uniform: () => number): () => number {
  const sums = new Float64Array(weights.length)
  let sum = 0
  for (const [at, weight] of weights.entries()) {
    sum += weight
    sums[at] = sum
  }
  return () => {
    const wanted = uniform() * sum
    let low = 0
    let high = sums.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) > wanted) high = middle
      else low = middle + 1
    }
    return low
  }
}

/** Weights 1 / (place + shift) ** power of `length` places: Zipf's law when both are about 1. */
export function powerLaw(length: number, power: number, shift = 1): number[] {
  return Array.from({ length }, (_, at) => (at + shift) ** -power)
}
