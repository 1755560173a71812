import { type TextFeatures, textFeatures, viewWeights } from './text-features.ts'

/** Compares texts with a fixed list of examples, by TF-IDF cosine in each view, added up by the views' weights. */
export interface ExampleIndex {
  /** Similarity of a text to every example, 0..1, in the examples' order. */
  similarities(text: string): Float64Array
}

/** How much of the rarest words' weight an unknown feature adds to a text's length: it is known to be unlike. */
const unknownShare = 0.5

/** Where a feature's examples stand in the lists of its view, from `start` to before `end`. */
interface Posting {
  idf: number
  start: number
  end: number
}

/** The features of a view; examples that hold one stand together, each with the feature's weight in it. */
interface Postings {
  ofFeature: ReadonlyMap<string, Posting>
  examples: Uint32Array
  weights: Float64Array
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
  const { ofFeature, examples, weights } = weigh(collect(features, view), features.length)
  const unknown = Math.log(1 + features.length) + 1
  return (counts: Map<string, number>, total: Float64Array) => {
    let squares = 0
    const found: [Posting, number][] = []
    for (const [feature, times] of counts) {
      const posting = ofFeature.get(feature)
      const weight = dampen(times) * (posting?.idf ?? unknown)
      squares += weight * weight * (posting ? 1 : unknownShare)
      if (posting) found.push([posting, weight])
    }
    const scale = squares > 0 ? share / Math.sqrt(squares) : 0
    for (const [{ start, end }, weight] of found) {
      const factor = weight * scale
      for (let at = start; at < end; at++) {
        const example = examples[at] ?? 0
        total[example] = (total[example] ?? 0) + factor * (weights[at] ?? 0)
      }
    }
  }
}

type Counted = Map<string, { example: number; times: number }[]>

/** Which examples hold each feature, and how often, in the examples' order. */
function collect(features: readonly TextFeatures[], view: number): Counted {
  const counted: Counted = new Map()
  for (const [example, views] of features.entries()) {
    for (const [feature, times] of views[view] ?? []) {
      const holders = counted.get(feature)
      if (holders === undefined) counted.set(feature, [{ example, times }])
      else holders.push({ example, times })
    }
  }
  return counted
}

/** Turns counts into TF-IDF weights of unit length an example. */
function weigh(counted: Counted, size: number): Postings {
  const length = sum([...counted.values()].map(holders => holders.length))
  const [examples, weights] = [new Uint32Array(length), new Float64Array(length)]
  const ofFeature = new Map<string, Posting>()
  const squares = new Float64Array(size)
  let end = 0
  for (const [feature, holders] of counted) {
    const idf = Math.log((1 + size) / (1 + holders.length)) + 1
    const start = end
    for (const { example, times } of holders) {
      const weight = dampen(times) * idf
      examples[end] = example
      weights[end++] = weight
      squares[example] = (squares[example] ?? 0) + weight * weight
    }
    ofFeature.set(feature, { idf, start, end })
  }
  for (let at = 0; at < length; at++)
    weights[at] = (weights[at] ?? 0) / Math.sqrt(squares[examples[at] ?? 0] ?? 1)
  return { ofFeature, examples, weights }
}

function dampen(times: number): number {
  return 1 + Math.log(times)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
