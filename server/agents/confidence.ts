/**
 * Constants that turn scores into probabilities, derived by evals/routing-calibration.ts on public intent sets: sharpness
 * and scope on teams of 2 to 16 specialists made of training messages, one message in ten being nobody's;
 * trust on test messages of all sets, each set counting alike.
 */
export const calibration = {
  /** Softmax temperature of the specialists' scores. */
  sharpness: 9.25,
  /** Logistic regression of "somebody's business" on the best score, the background's and best × share of known words. */
  scope: { constant: -1.28, best: 7.09, background: -2.55, known: 1.8 },
  /** Below this probability of being anybody's business a message is out of scope; above it, but unsure, we ask. */
  outOfScope: 0.3,
  /** Platt scaling of the log-odds of share × scope, over what is not out of scope. */
  trust: { constant: 0.73, slope: 0.77 },
}

/** Probabilities of a set of log-odds; they add up to 1. */
export function softmax(values: readonly number[]): number[] {
  const top = Math.max(...values)
  const raised = values.map(value => Math.exp(value - top))
  const total = raised.reduce((sum, value) => sum + value, 0)
  return raised.map(value => value / total)
}

/** Log-odds that a message is some specialist's business, by what the examples say of it. */
export function scopeOdds(
  of: { best: number; background: number; known: number },
  { constant, best, background, known }: typeof calibration.scope = calibration.scope,
): number {
  return constant + best * of.best + background * of.background + known * of.known * of.best
}

/** Probability of log-odds. */
export function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value))
}

/** The confidence told for a specialist: Platt's scaling of "somebody's business, and this one's". */
export function confidenceOf(inScope: number, share: number): number {
  const product = Math.min(1 - 1e-9, Math.max(1e-9, inScope * share))
  const { constant, slope } = calibration.trust
  return logistic(constant + slope * Math.log(product / (1 - product)))
}
