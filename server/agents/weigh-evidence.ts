import { calibration, logistic, scopeOdds, softmax } from './confidence.ts'
import type { ExampleScores } from './score-examples.ts'

/** A passage found for the message: whose document it is, and how much of the message it supports (0..1). */
export interface FoundPassage {
  owner: string
  lexical: number
}

/** Everything that speaks for one specialist or another. Lists are in the specialists' order. */
export interface Evidence {
  examples: ExampleScores
  /** The same for the message this one leans on; null when it stands alone. */
  previous: ExampleScores | null
  /** How much the message leans on what was said before, 0..1. */
  leaning: number
  /** A word of it stands for what was said before: whatever else it says is nobody's plainly. */
  refers: boolean
  /** Index of the specialist who spoke last; -1: none has. */
  last: number
  /** Index of the specialist the message speaks to by her name; -1: it speaks to none. She is leant on like who spoke last. */
  spokenTo: number
  /** The message answers the clarifying question. */
  clarified: boolean
  /** Best support among each specialist's own passages, 0..1. */
  support: number[]
  /** Best support of any passage, shared ones too. */
  bestSupport: number
}

/** What the evidence comes to. */
export interface Verdict {
  /** Probability of each specialist, given that the message is somebody's; they add up to 1. */
  shares: number[]
  /** Probability that the message is any specialist's business. */
  inScope: number
}

/**
 * Log-odds that evidence beside the examples adds; set by hand on headings of real documents asked as questions
 * (`npm run eval -- documents`), held by the tests and evals/data/routing.jsonl.
 */
const weights = {
  /** Own passages that support the whole message, against passages of others. */
  support: 7,
  /** Support above the usual says that the message is in scope. */
  scopeSupport: 5,
  usualSupport: 0.45,
  /** The one who spoke last, for a message that stands alone and for one that leans wholly. */
  last: 0.4,
  leaningLast: 2.6,
  /** A leaning message is in scope when what it leans on was. */
  scopeLeaning: 4,
  /** So is the answer to the clarifying question. */
  scopeClarified: 2,
}

/**
 * Adds up the evidence. Pure; any finite input gives probabilities. A message that is plainly somebody's leans on
 * nothing, however it begins: "et comment faire un carrousel ?" after a talk about emails. But "ça dure combien de
 * temps ?" leans as it leans, though videos are mostly asked so.
 */
export function weighEvidence(evidence: Evidence): Verdict {
  if (evidence.leaning === 0 || evidence.refers) return add(evidence)
  const plain = add({ ...evidence, leaning: 0, last: -1, spokenTo: -1, previous: null })
  const clear = Math.max(...plain.shares) * plain.inScope
  const { from, over } = evidence.spokenTo >= 0 ? plainlyAnothers : plainly
  return add({ ...evidence, leaning: evidence.leaning * Math.min(1, Math.max(0, (from - clear) / over)) })
}

/** From how sure on, alone, a message begins to stand alone, and over how much more it comes to stand wholly. */
const plainly = { from: 0.9, over: 0.4 }
/** The same for one that speaks to somebody: only what is another's beyond doubt leaves her. */
const plainlyAnothers = { from: 0.98, over: 0.1 }

function add(evidence: Evidence): Verdict {
  const { examples, previous, leaning, clarified, support, bestSupport } = evidence
  const last = evidence.spokenTo >= 0 ? evidence.spokenTo : evidence.last
  const carried = previous ? leaning * 0.5 : 0
  const scores = examples.scores.map(
    (score, index) => score * (1 - carried) + carried * (previous?.scores[index] ?? 0),
  )
  const shares = softmax(
    scores.map(
      (score, index) =>
        calibration.sharpness * score +
        weights.support * (support[index] ?? 0) +
        (index === last ? weights.last + weights.leaningLast * leaning : 0),
    ),
  )
  const odds =
    scopeOdds({
      best: Math.max(...scores),
      background: examples.background * (1 - leaning),
      known: examples.known,
    }) +
    (bestSupport > 0 ? weights.scopeSupport * (bestSupport - weights.usualSupport) : 0) +
    (last >= 0 ? weights.scopeLeaning * leaning : 0) +
    (clarified ? weights.scopeClarified : 0)
  return { shares, inScope: logistic(odds) }
}

/** Best support of each owner's own passages, and of any passage. */
export function passageSupport(
  passages: readonly FoundPassage[],
  owners: readonly string[],
): Pick<Evidence, 'support' | 'bestSupport'> {
  const best = (wanted: (owner: string) => boolean) =>
    passages.reduce(
      (top, { owner, lexical }) => (wanted(owner) && lexical > top ? Math.min(lexical, 1) : top),
      0,
    )
  return { support: owners.map(owner => best(other => other === owner)), bestSupport: best(() => true) }
}
