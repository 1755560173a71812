import { calibration, confidenceOf } from './confidence.ts'
import type { OwnedPart } from './mixed-question.ts'
import type { Manner } from './part-manner.ts'
import type { Persona } from './persona.ts'
import type { RoutingDecision } from './routing-decision.ts'
import type { Evidence, Verdict } from './weigh-evidence.ts'

/** What took the decision: so many words, a pair that was asked for, parts of several, no subject, what is everybody's, or all evidence. */
export type RoutingStep = 'phrase' | 'pair' | 'parts' | 'subject' | 'shared' | 'evidence'

/** What speaks for one specialist. Probabilities and similarities are 0..1. */
export interface SpecialistExplanation {
  id: string
  name: string
  /** That the message is hers, by the evidence; they and "nobody's" add up to 1. */
  probability: number
  /** What she would be chosen with: the calibrated confidence, compared with the threshold. */
  confidence: number
  /** About 1 for her own examples, about 0 for others'. */
  score: number
  nearest: { text: string; similarity: number } | null
  /** The best support among her own passages that were found. */
  documents: number
  spokeLast: boolean
}

/** A decision and what it came from, for operators; plain data. */
export interface RoutingExplanation {
  decision: RoutingDecision
  step: RoutingStep
  /** Likeliest first. */
  specialists: SpecialistExplanation[]
  /** That the message is any specialist's business. */
  inScope: number
  /** Likeness to what is nobody's business: about 1 for those messages. */
  nobodys: number
  /** Share of its words of subject that the specialists' own texts hold. */
  knownWords: number
  /** How much it leans on what was said before. */
  leaning: number
  /** It answers the clarifying question. */
  clarified: boolean
  /** The parts that are plainly somebody's, when there are several. */
  parts: { agent: string; text: string; pressing: boolean; manner: Manner }[]
  /** The confidence from which a specialist answers, and the probability below which a message is out of scope. */
  thresholds: { confidence: number; outOfScope: number }
}

/** Says what a decision came from; lists are in the order of `personas`. */
export function explainRouting(of: {
  decision: RoutingDecision
  step: RoutingStep
  evidence: Evidence
  verdict: Verdict
  parts: readonly OwnedPart[]
  personas: readonly Persona[]
  threshold: number
}): RoutingExplanation {
  const { evidence, verdict, personas } = of
  const { examples, support, leaning } = evidence
  const { inScope, shares } = verdict
  return {
    decision: of.decision,
    step: of.step,
    specialists: personas
      .map((persona, index) => ({
        id: persona.id,
        name: persona.name,
        probability: inScope * (shares[index] ?? 0),
        confidence: confidenceOf(inScope, shares[index] ?? 0),
        score: examples.scores[index] ?? 0,
        nearest: nearestOf(examples.nearestTexts[index], examples.nearest[index]),
        documents: support[index] ?? 0,
        spokeLast: index === evidence.last,
      }))
      .sort((one, other) => other.probability - one.probability),
    inScope,
    nobodys: examples.background,
    knownWords: examples.known,
    leaning,
    clarified: evidence.clarified,
    parts: of.parts.map(({ owner, text, pressing, manner }) => ({
      agent: personas[owner]?.id ?? '',
      text,
      pressing,
      manner,
    })),
    thresholds: { confidence: of.threshold, outOfScope: calibration.outOfScope },
  }
}

function nearestOf(text = '', similarity = 0): SpecialistExplanation['nearest'] {
  return text === '' ? null : { text, similarity }
}
