/** One number of a set's result, and what may be concluded from its change. */
export interface Figure {
  /** As a table's heading names it. */
  name: string
  /** Null where the set has nothing to count it on. */
  value: number | null
  better: 'higher' | 'lower'
  /** How far it may go the wrong way before that is a drop; null for what depends on the machine, never compared. */
  noise: number | null
  /** Decimals to show. */
  decimals: number
  /** The same figure as the data's authors or a paper give it, where one is known. */
  published?: string
}

/** One set through one suite: what every suite gives, whatever it measures. */
export interface SetResult {
  suite: string
  set: string
  /** What was scored, for people: `1200 questions, 330 documents`. */
  size: string
  /** Of the data that was scored: results of different data are never compared. */
  fingerprint: string
  figures: Figure[]
  /** What went wrong or was left out, a line each. */
  notes: string[]
  /** More tables in Markdown, under the suite's own. */
  details?: string
}

/** Share of rows that a harmless change shuffles: as many for the better as for the worse. */
const shuffledShare = 0.05
/** One-sided 95 % of a normal distribution. */
const normal95 = 1.645

/**
 * How far the share of `rows` that are right moves nineteen times in twenty when one row in twenty changes sides by
 * chance: the standard error of a paired difference. 1 for no rows.
 */
export function noiseOf(rows: number): number {
  return rows === 0 ? 1 : Math.min(1, normal95 * Math.sqrt(shuffledShare / rows))
}

/** A share (0 to 1) of `rows` that should be high. */
export function shareOf(name: string, value: number | null, rows: number): Figure {
  return { name, value, better: 'higher', noise: noiseOf(rows), decimals: 3 }
}

/** A share of `rows`, or an error, that should be low. */
export function errorOf(name: string, value: number | null, rows: number): Figure {
  return { ...shareOf(name, value, rows), better: 'lower' }
}

/** What must never get worse at all. */
export function promise(name: string, value: number | null, better: Figure['better']): Figure {
  return { name, value, better, noise: 0, decimals: 3 }
}

/** A time or a size on this machine: told, never compared. */
export function measured(name: string, value: number | null, decimals = 1): Figure {
  return { name, value, better: 'lower', noise: null, decimals }
}
