// The textbook's rankings, to compare ours with: every text as a bag of features (words, sequences of characters).

/** The parts of a text that are counted. */
export type Features = (text: string) => string[]

const bare = (text: string) => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')

export const words: Features = text => bare(text).match(/[\p{L}\p{N}_]+/gu) ?? []

const sequences = (text: string): string[] =>
  [3, 4, 5].flatMap(length =>
    Array.from({ length: Math.max(0, text.length - length + 1) }, (_, at) => text.slice(at, at + length)),
  )

/** Sequences of 3 to 5 characters, over the ends of words … */
export const characters: Features = text => sequences(bare(text).replace(/\s+/g, ' '))

/** … and within them, with the space before and after. */
export const charactersOfWords: Features = text =>
  bare(text)
    .split(/\s+/)
    .filter(Boolean)
    .flatMap(word => sequences(` ${word} `))

function count(features: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const feature of features) counts.set(feature, (counts.get(feature) ?? 0) + 1)
  return counts
}

function countDocuments(bags: readonly Map<string, number>[]): Map<string, number> {
  return count(bags.flatMap(bag => [...bag.keys()]))
}

/** Scores every text for a query, in the texts' order. */
export type Ranker = (query: string) => number[]

/** BM25 (Robertson and Zaragoza 2009), k1 1.2 and b 0.75; a feature counts once in a query. */
export function createBm25(texts: readonly string[], features: Features): Ranker {
  const [k1, b] = [1.2, 0.75]
  const bags = texts.map(text => count(features(text)))
  const lengths = bags.map(bag => [...bag.values()].reduce((sum, each) => sum + each, 0))
  const mean = lengths.reduce((sum, each) => sum + each, 0) / Math.max(1, lengths.length)
  const known = countDocuments(bags)
  const weight = (feature: string) => {
    const having = known.get(feature) ?? 0
    return Math.log(1 + (bags.length - having + 0.5) / (having + 0.5))
  }
  return query => {
    const asked = [...new Set(features(query))].map(feature => ({ feature, weight: weight(feature) }))
    return bags.map((bag, at) => {
      const room = k1 * (1 - b + (b * (lengths[at] ?? 0)) / (mean || 1))
      return asked.reduce((sum, each) => {
        const found = bag.get(each.feature) ?? 0
        return sum + (each.weight * found * (k1 + 1)) / (found + room)
      }, 0)
    })
  }
}

/** The cosine of TF-IDF, with 1 + log of the count and smoothed inverse document frequencies (as scikit-learn has them). */
export function createTfIdf(texts: readonly string[], features: Features): Ranker {
  const bags = texts.map(text => count(features(text)))
  const known = countDocuments(bags)
  const toVector = (bag: Map<string, number>): Map<string, number> => {
    const vector = new Map<string, number>()
    for (const [feature, found] of bag) {
      const having = known.get(feature)
      if (having === undefined) continue
      vector.set(feature, (1 + Math.log(found)) * (1 + Math.log((1 + bags.length) / (1 + having))))
    }
    const norm = Math.sqrt([...vector.values()].reduce((sum, each) => sum + each * each, 0)) || 1
    for (const [feature, value] of vector) vector.set(feature, value / norm)
    return vector
  }
  const vectors = bags.map(toVector)
  return query => {
    const asked = toVector(count(features(query)))
    return vectors.map(vector => {
      let sum = 0
      for (const [feature, value] of asked) sum += value * (vector.get(feature) ?? 0)
      return sum
    })
  }
}
