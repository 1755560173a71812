import { backgroundMessages } from './background-messages.ts'
import { createExampleIndex } from './example-index.ts'
import type { Persona } from './persona.ts'
import { solveRidge } from './solve-ridge.ts'

/** What the examples say of one message. */
export interface ExampleScores {
  /** One number a specialist, in their order: about 1 for its own examples, about 0 for others'. */
  scores: number[]
  /** Similarity (0..1) of the nearest example of each specialist. */
  nearest: number[]
  /** The same number for "nobody's business" (background-messages.ts). */
  background: number
}

export type ExampleScorer = (text: string) => ExampleScores

interface Sample {
  text: string
  /** Index of the specialist; -1: nobody's. */
  owner: number
  /** Trust in the sample: 1 is an example a person wrote for this. */
  weight: number
}

/** Ridge, and how much the nearest example counts beside it: chosen on the intent sets (evals/routing.ts). */
const ridge = 0.3
const nearestShare = 0.5
const keywordWeight = 0.3
const backgroundWeight = 0.3
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
  const samples = [...personas.flatMap(samplesOf), ...backgroundFor(personas, background)]
  const index = createExampleIndex(samples.map(sample => sample.text))
  const kernel = samples.map(sample => index.similarities(sample.text))
  const coefficients = solveRidge(
    kernel,
    samples.map(sample => ridge / sample.weight),
    [...personas.keys(), -1].map(owner => targetsOf(samples, owner, owner < 0 ? 0 : 1 / personas.length)),
  )
  const base = 1 / Math.max(1, personas.length)
  const owners = Int16Array.from(samples, ({ owner }) => owner)
  return text => {
    const similarities = index.similarities(text)
    const nearest = nearestOf(owners, similarities, personas.length)
    const raw = coefficients.map(column => dot(column, similarities))
    return {
      scores: nearest.map((near, owner) => base + (raw[owner] ?? 0) + nearestShare * near),
      nearest,
      background: raw[personas.length] ?? 0,
    }
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

function backgroundFor(
  personas: readonly Pick<Persona, 'examples'>[],
  messages: readonly string[],
): Sample[] {
  const own = createExampleIndex(personas.flatMap(persona => persona.examples))
  return messages
    .filter(text => own.similarities(text).every(similarity => similarity < tooNear))
    .map(text => ({ text, owner: -1, weight: backgroundWeight }))
}

function targetsOf(samples: readonly Sample[], owner: number, base: number): Float64Array {
  return Float64Array.from(samples, sample => (sample.owner === owner ? 1 : 0) - base)
}

/** The best similarity of each of `size` owners' samples. */
function nearestOf(owners: Int16Array, similarities: Float64Array, size: number): number[] {
  const nearest = new Array<number>(size).fill(0)
  for (let index = 0; index < owners.length; index++) {
    const owner = owners[index] ?? -1
    const similarity = similarities[index] ?? 0
    if (owner >= 0 && similarity > (nearest[owner] ?? 0)) nearest[owner] = similarity
  }
  return nearest
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0
  for (let index = 0; index < a.length; index++) total += (a[index] ?? 0) * (b[index] ?? 0)
  return total
}
