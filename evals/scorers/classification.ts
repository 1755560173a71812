/** Share of equal pairs; 0 for none. */
export function accuracy(expected: readonly string[], given: readonly string[]): number {
  if (expected.length === 0) return 0
  return expected.filter((label, index) => label === given[index]).length / expected.length
}

/** Mean over the expected classes of F1 = 2TP / (2TP + FP + FN), each class counting alike. */
export function macroF1(expected: readonly string[], given: readonly string[]): number {
  const classes = [...new Set(expected)]
  const scores = classes.map(name => {
    const hits = expected.filter((label, index) => label === name && given[index] === name).length
    const all = expected.filter(label => label === name).length + given.filter(label => label === name).length
    return hits === 0 ? 0 : (2 * hits) / all
  })
  return scores.length === 0 ? 0 : scores.reduce((sum, score) => sum + score, 0) / scores.length
}

/** Share of `outside` that scores at or above the score which keeps `kept` (0..1) of `inside`: what is let in by mistake. */
export function letIn(inside: readonly number[], outside: readonly number[], kept: number): number {
  const sorted = [...inside].sort((a, b) => a - b)
  const bound = sorted[Math.floor(sorted.length * (1 - kept))] ?? Number.NEGATIVE_INFINITY
  return outside.length === 0 ? 0 : outside.filter(score => score >= bound).length / outside.length
}
