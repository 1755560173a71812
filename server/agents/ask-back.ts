import { sameAsExample } from './choose-by-phrase.ts'
import { calibration } from './confidence.ts'
import type { Conversation } from './conversation.ts'
import type { SubjectReader } from './message-subject.ts'
import type { Persona } from './persona.ts'
import { idsOf, rankPersonas } from './rank-personas.ts'
import { type RoutingDecision, toEscalation } from './routing-decision.ts'
import { reasons } from './routing-reasons.ts'
import type { Evidence, Verdict } from './weigh-evidence.ts'

/** When a message is asked about instead of answered, and whether that has been done already. */
export interface Limits {
  conversation: Conversation
  threshold: number
}

/** Own passages that support a message this well know what it speaks of. */
const knownToDocuments = 0.6

/** Asks about a message that opens a conversation and says nothing to route by; null when it says something. */
export function askForSubject(
  subject: ReturnType<SubjectReader>,
  { shares, inScope }: Verdict,
  { last, spokenTo, clarified, support, examples }: Evidence,
  personas: readonly Persona[],
): RoutingDecision | null {
  if (subject === 'known' || last >= 0 || spokenTo >= 0 || clarified) return null
  if (Math.max(...examples.nearest) >= sameAsExample) return null
  // Like what is nobody's business, not just like nothing: "crêpes", not "azertyuiop".
  const nobodys = inScope < calibration.outOfScope && examples.background > Math.max(...examples.scores)
  if (subject === 'unknown' && (nobodys || Math.max(...support) >= knownToDocuments)) return null
  const byChance = 1 / (personas.length + 1)
  return toEscalation('clarify', byChance, reasons.noSubject, idsOf(rankPersonas(personas, shares)))
}

/** The clarifying question between the two likeliest; a person, when it has been asked already. */
export function askWhich(
  ranked: readonly Persona[],
  confidence: number,
  { clarified }: Conversation,
): RoutingDecision {
  const [first, second] = ranked
  if (clarified || !first) return toEscalation('human', 0.9, reasons.twiceUnclear, idsOf(ranked))
  return toEscalation('clarify', confidence, reasons.clarify(first, second), idsOf(ranked.slice(0, 2)))
}
