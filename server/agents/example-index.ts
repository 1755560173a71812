import { type TextFeatures, textFeatures, viewWeights } from './text-features.ts'

/** Compares texts with a fixed list of examples, by TF-IDF cosine in each view, added up by the views' weights. */
export interface ExampleIndex {
  /** Similarity of a text to every example, 0..1, in the examples' order. */
  similarities(text: string): Float64Array
}

/** How much of the rarest words' weight an unknown feature adds to a text's length: it is known to be unlike. */
const unknownShare = 0.5

interface Posting {
  idf: number
  /** Examples that hold the feature, and its weight in each. */
  examples: number[]
  weights: number[]
}

/** Indexes examples; O(total length). */
export function createExampleIndex(examples: readonly string[]): ExampleIndex {
  const features = examples.map(textFeatures)
  const views = viewWeights.map((weight, view) => indexView(features, view, weight / sum(viewWeights)))
  return {
    similarities(text) {
      const total = new Float64Array(examples.length)
      const counted = textFeatures(text)
      for (const [view, add] of views.entries()) add(counted[view] ?? new Map(), total)
      return total
    },
  }
}

/** One view's inverted index: adds `share` × cosine of a text to every example onto `total`. */
function indexView(features: readonly TextFeatures[], view: number, share: number) {
  const postings = collect(features, view)
  const unknown = Math.log(1 + features.length) + 1
  return (counts: Map<string, number>, total: Float64Array) => {
    let squares = 0
    const found: [Posting, number][] = []
    for (const [feature, times] of counts) {
      const posting = postings.get(feature)
      const weight = dampen(times) * (posting?.idf ?? unknown)
      squares += weight * weight * (posting ? 1 : unknownShare)
      if (posting) found.push([posting, weight])
    }
    const scale = squares > 0 ? share / Math.sqrt(squares) : 0
    for (const [posting, weight] of found) addPosting(posting, weight * scale, total)
  }
}

function addPosting({ examples, weights }: Posting, factor: number, total: Float64Array): void {
  for (let index = 0; index < examples.length; index++) {
    const example = examples[index] ?? 0
    total[example] = (total[example] ?? 0) + factor * (weights[index] ?? 0)
  }
}

function collect(features: readonly TextFeatures[], view: number): Map<string, Posting> {
  const postings = new Map<string, Posting>()
  for (const [example, views] of features.entries()) {
    for (const [feature, times] of views[view] ?? []) {
      const posting = postings.get(feature) ?? { idf: 0, examples: [], weights: [] }
      posting.examples.push(example)
      posting.weights.push(dampen(times))
      postings.set(feature, posting)
    }
  }
  weigh(postings, features.length)
  return postings
}

/** Turns counts into TF-IDF weights of unit length an example. */
function weigh(postings: Map<string, Posting>, size: number): void {
  const squares = new Float64Array(size)
  for (const posting of postings.values()) {
    posting.idf = Math.log((1 + size) / (1 + posting.examples.length)) + 1
    for (const [index, example] of posting.examples.entries()) {
      const weight = (posting.weights[index] ?? 0) * posting.idf
      posting.weights[index] = weight
      squares[example] = (squares[example] ?? 0) + weight * weight
    }
  }
  for (const posting of postings.values()) {
    for (const [index, example] of posting.examples.entries()) {
      posting.weights[index] = (posting.weights[index] ?? 0) / Math.sqrt(squares[example] ?? 1)
    }
  }
}

function dampen(times: number): number {
  return 1 + Math.log(times)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
