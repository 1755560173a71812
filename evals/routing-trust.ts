import { calibration, logistic, scopeOdds, softmax } from '../server/agents/confidence.ts'
import { createExampleScorer } from '../server/agents/score-examples.ts'
import { fitLogistic } from './fit-logistic.ts'
import { type RoutingSet, toTeam } from './routing-sets.ts'
import { expectedCalibrationError, type Prediction } from './scorers/calibration.ts'

/** The constants that come before Platt's scaling: see server/agents/confidence.ts. */
export type ScoreCalibration = Pick<typeof calibration, 'sharpness' | 'scope'>

/** What the router would tell of a set's test messages that are not out of scope, before Platt's scaling. */
export function tellUnscaled(
  { train, test }: RoutingSet,
  { sharpness, scope }: ScoreCalibration,
): Prediction[] {
  const { personas } = toTeam(train)
  const score = createExampleScorer(personas)
  return test.flatMap(({ text, label }) => {
    const { scores, ...said } = score(text)
    const inScope = logistic(scopeOdds({ ...said, best: Math.max(...scores) }, scope))
    const confidence = inScope * Math.max(...softmax(scores.map(each => sharpness * each)))
    const right = personas[scores.indexOf(Math.max(...scores))]?.id === label
    return inScope < calibration.outOfScope ? [] : [{ confidence, right }]
  })
}

/** Platt's scaling, each set counting alike. */
export function fitTrust(sets: readonly Prediction[][]): typeof calibration.trust {
  const all = sets.flatMap(set => set.map(each => ({ ...each, weight: 1 / set.length })))
  const [constant = 0, slope = 1] = fitLogistic(
    all.map(({ confidence }) => [1, logOdds(confidence)]),
    all.map(({ right }) => right),
    all.map(({ weight }) => weight),
  )
  return { constant, slope }
}

/** For each set, its calibration error under the trust fitted on the other sets: what to expect elsewhere. */
export function leaveOneSetOut(sets: readonly Prediction[][]): number[] {
  return sets.map((set, index) => {
    const { constant, slope } = fitTrust(sets.filter((_, other) => other !== index))
    const scaled = set.map(({ confidence, right }) => ({
      confidence: logistic(constant + slope * logOdds(confidence)),
      right,
    }))
    return expectedCalibrationError(scaled)
  })
}

function logOdds(probability: number): number {
  const kept = Math.min(1 - 1e-9, Math.max(1e-9, probability))
  return Math.log(kept / (1 - kept))
}
