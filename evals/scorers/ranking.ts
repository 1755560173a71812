/** How well one ranked list answers one question; each from 0 to 1. */
export interface RankingScore {
  /** Share of the right ones among the first five. */
  recallAt5: number
  /** 1 / place of the first right one among the first ten, else 0. */
  reciprocalRank: number
  /** Normalised discounted cumulative gain of the first ten, right or not (Järvelin and Kekäläinen 2002). */
  ndcgAt10: number
}

function discount(place: number): number {
  return 1 / Math.log2(place + 2)
}

/** Scores ids, best first and each once, against the right ones (at least one). */
export function scoreRanking(ranked: readonly string[], gold: readonly string[]): RankingScore {
  const right = new Set(gold)
  const places = ranked.slice(0, 10).flatMap((id, place) => (right.has(id) ? [place] : []))
  const gain = places.reduce((sum, place) => sum + discount(place), 0)
  const ideal = Array.from({ length: Math.min(10, right.size) }, (_, place) => discount(place))
  return {
    recallAt5: places.filter(place => place < 5).length / right.size,
    reciprocalRank: places[0] === undefined ? 0 : 1 / (places[0] + 1),
    ndcgAt10: gain / ideal.reduce((sum, each) => sum + each, 0),
  }
}

/** The probability that a positive's value is above a negative's, ties counting half; 0.5 knows nothing. */
export function areaUnderCurve(positives: readonly number[], negatives: readonly number[]): number {
  let above = 0
  for (const positive of positives) {
    for (const negative of negatives) above += positive > negative ? 1 : positive === negative ? 0.5 : 0
  }
  return above / (positives.length * negatives.length)
}

/** Share of `negatives` at or above the highest threshold that still keeps `kept` of `positives`. */
export function letInAt(kept: number, positives: readonly number[], negatives: readonly number[]): number {
  const sorted = [...positives].sort((one, other) => one - other)
  const threshold = sorted[Math.floor(sorted.length * (1 - kept) + 1e-9)] ?? Number.POSITIVE_INFINITY
  return mean(negatives.map(negative => (negative >= threshold ? 1 : 0)))
}

/** Mean, 0 for no values. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, each) => sum + each, 0) / values.length
}

/** The value below which `share` (0 to 1) of the values lie (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((first, second) => first - second)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
}
