/**
 * Constants that turn scores into probabilities. Derived by evals/routing-calibration.ts on the training halves
 * of the intent sets (teams of 2 to 16 specialists made of their classes; held-out examples,
 * held-out classes and held-out background messages), one message in ten being nobody's.
 */
export const calibration = {
  /** Softmax temperature of the specialists' scores. */
  sharpness: 9.5,
  /** Logistic regression of "somebody's business" on the best score and the background's. */
  scope: { constant: -1.62, best: 6.78, background: -2.12 },
}

/** Probabilities of a set of log-odds; they add up to 1. */
export function softmax(values: readonly number[]): number[] {
  const top = Math.max(...values)
  const raised = values.map(value => Math.exp(value - top))
  const total = raised.reduce((sum, value) => sum + value, 0)
  return raised.map(value => value / total)
}

/** Probability of log-odds. */
export function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value))
}
