import { type TextFeatures, textFeatures, viewWeights } from './text-features.ts'

/** Compares texts with a fixed list of examples, by TF-IDF cosine in each view, added up by the views' weights. */
export interface ExampleIndex {
  /** Similarity of a text to every example, 0..1, in the examples' order. */
  similarities(text: string): Float64Array
  /** Of every example to itself and those before it: a row an example, the lower triangle of a matrix. */
  among(): Float64Array[]
}

/** How much of the rarest words' weight an unknown feature adds to a text's length: it is known to be unlike. */
const unknownShare = 0.5

/**
 * The features of a view, numbered. Those of `examples` that hold feature `n` stand from `starts[n]` to before
 * `starts[n + 1]`, each with the feature's weight in it. Flat lists: there are some hundred thousand.
 */
interface Postings {
  numberOf: ReadonlyMap<string, number>
  idf: Float64Array
  starts: Uint32Array
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
      const own = textFeatures(text)
      for (const [view, { add }] of views.entries()) add(own[view] ?? [], total)
      return total
    },
    among() {
      const rows = examples.map((_, index) => new Float64Array(index + 1))
      for (const { addAmong } of views) addAmong(rows)
      return rows
    },
  }
}

/** One view's inverted index: adds `share` × cosine of a text to every example onto `total`, or of all to each other. */
function indexView(features: readonly TextFeatures[], view: number, share: number) {
  const postings = weigh(collect(features, view), features.length)
  return { add: readerOf(postings, features.length, share), addAmong: pairerOf(postings, share) }
}

/** Goes through the pairs that share a feature; those of an example stand in the examples' order. */
function pairerOf({ starts, examples, weights }: Postings, share: number) {
  return (rows: readonly Float64Array[]) => {
    for (let number = 0; number + 1 < starts.length; number++) {
      const first = starts[number] ?? 0
      const end = starts[number + 1] ?? 0
      for (let at = first; at < end; at++) {
        const row = rows[examples[at] ?? 0]
        const factor = share * (weights[at] ?? 0)
        if (row === undefined) continue
        for (let other = first; other <= at; other++) {
          const column = examples[other] ?? 0
          row[column] = (row[column] ?? 0) + factor * (weights[other] ?? 0)
        }
      }
    }
  }
}

function readerOf({ numberOf, idf, starts, examples, weights }: Postings, size: number, share: number) {
  const unknownIdf = Math.log(1 + size) + 1
  /** How often the text that is read holds each feature; zeros between two texts. */
  const times = new Uint16Array(idf.length)
  return (own: readonly string[], total: Float64Array) => {
    const known: number[] = []
    const unknown: string[] = []
    for (const feature of own) {
      const number = numberOf.get(feature)
      if (number === undefined) unknown.push(feature)
      else {
        if (times[number] === 0) known.push(number)
        times[number] = (times[number] ?? 0) + 1
      }
    }
    let squares = 0
    for (const number of known) squares += weightOf(times[number] ?? 0, idf[number] ?? 0) ** 2
    for (const count of countsOf(unknown).values()) squares += unknownShare * weightOf(count, unknownIdf) ** 2
    const scale = squares > 0 ? share / Math.sqrt(squares) : 0
    for (const number of known) {
      const factor = weightOf(times[number] ?? 0, idf[number] ?? 0) * scale
      times[number] = 0
      const end = starts[number + 1] ?? 0
      for (let at = starts[number] ?? 0; at < end; at++) {
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
    for (const [feature, times] of countsOf(views[view] ?? [])) {
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
  const [idf, starts] = [new Float64Array(counted.size), new Uint32Array(counted.size + 1)]
  const numberOf = new Map<string, number>()
  const squares = new Float64Array(size)
  let end = 0
  for (const [feature, holders] of counted) {
    const number = numberOf.size
    idf[number] = Math.log((1 + size) / (1 + holders.length)) + 1
    for (const { example, times } of holders) {
      const weight = weightOf(times, idf[number] ?? 0)
      examples[end] = example
      weights[end++] = weight
      squares[example] = (squares[example] ?? 0) + weight * weight
    }
    starts[number + 1] = end
    numberOf.set(feature, number)
  }
  for (let at = 0; at < length; at++)
    weights[at] = (weights[at] ?? 0) / Math.sqrt(squares[examples[at] ?? 0] ?? 1)
  return { numberOf, idf, starts, examples, weights }
}

function countsOf(features: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const feature of features) counts.set(feature, (counts.get(feature) ?? 0) + 1)
  return counts
}

/** Of a feature that occurs so often. */
function weightOf(times: number, idf: number): number {
  return (1 + Math.log(times)) * idf
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
