import { z } from 'zod'
import type { Figure, SetResult } from './figure.ts'

const BaselineFigure = z.strictObject({
  value: z.number(),
  /** How far it may go the wrong way before that is a drop. */
  noise: z.number().min(0),
  better: z.enum(['higher', 'lower']),
})

/** evals/baseline.json: by `suite/set`, the figures that are compared, and which data they are of. */
export const Baseline = z.record(
  z.string(),
  z.strictObject({ fingerprint: z.string(), figures: z.record(z.string(), BaselineFigure) }),
)
export type Baseline = z.infer<typeof Baseline>

/** A figure that differs from its baseline by more than noise, or cannot be told. */
export interface Change {
  kind: 'drop' | 'gain' | 'lost'
  suite: string
  set: string
  figure: string
  from: number
  /** Null where the figure is no longer there. */
  to: number | null
  noise: number
}

export interface Comparison {
  changes: Change[]
  /** Figures that were compared. */
  compared: number
  /** Sets the baseline does not have, or has of other data: nothing can be said of them. */
  unknown: string[]
}

/** The baseline keeps four decimals: half of the last one is nobody’s drop. */
const rounding = 0.00005

/** Compares results with their baseline, figure by figure. A set of other data than the baseline's is not compared. */
export function compareBaseline(results: readonly SetResult[], baseline: Baseline): Comparison {
  const comparison: Comparison = { changes: [], compared: 0, unknown: [] }
  for (const result of results.filter(isCompared)) {
    const known = baseline[keyOf(result)]
    if (known === undefined || known.fingerprint !== result.fingerprint) {
      comparison.unknown.push(keyOf(result))
      continue
    }
    for (const [name, before] of Object.entries(known.figures)) {
      comparison.compared++
      const value = result.figures.find(figure => figure.name === name)?.value ?? null
      const kind = changeOf(before, value)
      const { suite, set } = result
      if (kind)
        comparison.changes.push({
          kind,
          suite,
          set,
          figure: name,
          from: before.value,
          to: value,
          noise: before.noise,
        })
    }
  }
  return comparison
}

function changeOf(before: z.infer<typeof BaselineFigure>, value: number | null): Change['kind'] | null {
  if (value === null) return 'lost'
  const better = before.better === 'higher' ? value - before.value : before.value - value
  if (better < -before.noise - rounding) return 'drop'
  return better > before.noise + rounding ? 'gain' : null
}

/** The baseline with these results in place of what it had of their sets. */
export function updateBaseline(baseline: Baseline, results: readonly SetResult[]): Baseline {
  const updated = { ...baseline }
  for (const result of results.filter(isCompared))
    updated[keyOf(result)] = { fingerprint: result.fingerprint, figures: keptFigures(result.figures) }
  return Object.fromEntries(Object.entries(updated).sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** False where there are only times and sizes. */
function isCompared({ figures }: SetResult): boolean {
  return figures.some(({ value, noise }) => value !== null && noise !== null)
}

function keptFigures(figures: readonly Figure[]): Baseline[string]['figures'] {
  return Object.fromEntries(
    figures.flatMap(({ name, value, noise, better }) =>
      value === null || noise === null
        ? []
        : [[name, { value: roundTo(value, 4), noise: roundTo(noise, 4), better }]],
    ),
  )
}

function roundTo(value: number, decimals: number): number {
  return Number(value.toFixed(decimals))
}

function keyOf({ suite, set }: Pick<SetResult, 'suite' | 'set'>): string {
  return `${suite}/${set}`
}
