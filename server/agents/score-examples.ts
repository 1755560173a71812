import { backgroundMessages } from './background-messages.ts'
import { createWordCorrector } from './correct-words.ts'
import { createExampleIndex } from './example-index.ts'
import { wordsOf } from './fold-text.ts'
import { functionWords } from './function-words.ts'
import { createKnownShare } from './known-words.ts'
import type { Persona } from './persona.ts'
import { solveRidge } from './solve-ridge.ts'

/** What the examples say of one message. */
export interface ExampleScores {
  /** One number a specialist, in their order: about 1 for its own examples, about 0 for others'. */
  scores: number[]
  /** Similarity (0..1) of the nearest example of each specialist. */
  nearest: number[]
  /** That example, keyword or description; empty when none is alike. */
  nearestTexts: string[]
  /** The same number for "nobody's business" (background-messages.ts). */
  background: number
  /** Share (0..1) of the words of subject that the specialists' own texts hold. */
  known: number
}

export type ExampleScorer = (text: string) => ExampleScores

interface Sample {
  text: string
  /** Index of the specialist; -1: nobody's. */
  owner: number
  /** Trust in the sample: 1 is an example a person wrote for this. */
  weight: number
}

/** Ridge, and how much the nearest example counts beside it: chosen on the intent sets (`npm run eval -- routing`). */
const ridge = 0.2
const nearestShare = 0.3
const keywordWeight = 0.3
const backgroundWeight = 0.2
/** Words of a message in which a typo is mended. */
const fewWords = 3
/** A background message this near to an example of a specialist is that specialist's business after all. */
const tooNear = 0.45

/**
 * Learns from the specialists' examples, keywords and descriptions: kernel ridge regression of each one against the
 * others, with the nearest example beside it. Deterministic; O(n³) for n examples, so 20 specialists
 * with 20 examples each take well under a second.
 */
export function createExampleScorer(
  personas: readonly Pick<Persona, 'examples' | 'keywords' | 'description'>[],
  background: readonly string[] = backgroundMessages,
): ExampleScorer {
  const samples = [...personas.flatMap(samplesOf), ...background.map(toBackground)]
  const index = createExampleIndex(samples.map(sample => sample.text))
  const coefficients = learn(samples, index.among(), personas.length)
  const own = samples.flatMap(({ text, owner }) => (owner >= 0 ? [text] : []))
  const knownShare = createKnownShare(own)
  const mend = createMender(own)
  const owners = Int16Array.from(samples, ({ owner }) => owner)
  return message => {
    const text = mend(message)
    const similarities = index.similarities(text)
    const places = nearestOf(owners, similarities, personas.length)
    const nearest = places.map(place => similarities[place] ?? 0)
    const raw = coefficients.map(column => dot(column, similarities))
    return {
      scores: nearest.map((near, owner) => (raw[owner] ?? 0) + nearestShare * near),
      nearest,
      nearestTexts: places.map(place => samples[place]?.text ?? ''),
      background: raw[personas.length] ?? 0,
      known: knownShare(text),
    }
  }
}

/** Corrects a message of a word or three towards the examples' words: a mistyped one may be all that it says. */
function createMender(texts: readonly string[]): (message: string) => string {
  const protectedWords = [...functionWords.fr, ...functionWords.en]
  const correct = createWordCorrector([...new Set(texts.flatMap(wordsOf))], protectedWords)
  return message => {
    const words = wordsOf(message)
    return words.length <= fewWords ? correct(words).join(' ') : message
  }
}

function samplesOf(persona: Pick<Persona, 'examples' | 'keywords' | 'description'>, owner: number): Sample[] {
  const descriptions = [...new Set(Object.values(persona.description))].filter(text => text !== '')
  return [
    ...persona.examples.map(text => ({ text, owner, weight: 1 })),
    ...descriptions.map(text => ({ text, owner, weight: keywordWeight })),
    ...persona.keywords.map(text => ({ text, owner, weight: keywordWeight })),
  ]
}

/**
 * One column of coefficients a specialist and one for nobody. A background message near to a specialist's example is
 * left out: its coefficients are zero.
 */
function learn(samples: readonly Sample[], kernel: readonly Float64Array[], owners: number): Float64Array[] {
  const kept = [...samples.keys()].filter(row => !isNear(samples, kernel, row))
  const rows = kept.map((row, index) =>
    Float64Array.from(kept.slice(0, index + 1), column => kernel[row]?.[column] ?? 0),
  )
  const own = kept.flatMap(row => samples[row] ?? [])
  const columns = solveRidge(
    rows,
    own.map(({ weight }) => ridge / weight),
    [...Array(owners).keys(), -1].map(owner => targetsOf(own, owner)),
  )
  return columns.map(column => {
    const whole = new Float64Array(samples.length)
    for (const [index, row] of kept.entries()) whole[row] = column[index] ?? 0
    return whole
  })
}

/** Whether a sample is of the background and like an example of somebody's; the examples come first. */
function isNear(samples: readonly Sample[], kernel: readonly Float64Array[], row: number): boolean {
  if ((samples[row]?.owner ?? 0) >= 0) return false
  return samples.some(
    ({ owner, weight }, other) => owner >= 0 && weight === 1 && (kernel[row]?.[other] ?? 0) >= tooNear,
  )
}

function toBackground(text: string): Sample {
  return { text, owner: -1, weight: backgroundWeight }
}

/** Zero for all others: what is like nobody's sample scores nothing, however few the specialists are. */
function targetsOf(samples: readonly Sample[], owner: number): Float64Array {
  return Float64Array.from(samples, sample => (sample.owner === owner ? 1 : 0))
}

/** Where the sample most alike of each of `size` owners stands; -1 for an owner with none. */
function nearestOf(owners: Int16Array, similarities: Float64Array, size: number): number[] {
  const nearest = new Array<number>(size).fill(-1)
  for (let index = 0; index < owners.length; index++) {
    const owner = owners[index] ?? -1
    const similarity = similarities[index] ?? 0
    if (owner >= 0 && similarity > (similarities[nearest[owner] ?? -1] ?? 0)) nearest[owner] = index
  }
  return nearest
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0
  for (let index = 0; index < a.length; index++) total += (a[index] ?? 0) * (b[index] ?? 0)
  return total
}
