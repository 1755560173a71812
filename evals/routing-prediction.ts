import type { RoutingDecision } from '../server/agents/routing-decision.ts'
import type { Prediction } from './scorers/calibration.ts'

/** A decision and the truth: the message's label, the label of what is nobody's, and those of courtesies. */
export interface JudgedDecision {
  decision: RoutingDecision
  label: string
  outside: string | null
  courtesies: readonly string[]
}

/** The confidence a visitor is told, whatever was decided, and whether the decision was right. */
export function toPrediction(judged: JudgedDecision): Prediction {
  return { confidence: judged.decision.confidence, right: isRight(judged) }
}

/** The confidence of a clarifying question is its first specialist's. No public set has requests for a person. */
function isRight({ decision, label, outside, courtesies }: JudgedDecision): boolean {
  if (decision.kind === 'out_of_scope') return label === outside
  if (decision.kind === 'smalltalk') return courtesies.includes(label)
  if (decision.kind === 'human' || decision.kind === 'distress') return false
  return decision.candidates[0] === label
}
