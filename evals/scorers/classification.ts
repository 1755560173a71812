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
