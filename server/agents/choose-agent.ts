import { chooseByPhrase } from './choose-by-phrase.ts'
import { calibration, confidenceOf } from './confidence.ts'
import { type Conversation, type HistoryMessage, readConversation } from './conversation.ts'
import { leaningOf } from './follow-up.ts'
import { contentOf } from './function-words.ts'
import { createHumanDetector } from './human-request.ts'
import { ownedParts, ownerOfMixed, partsOf } from './mixed-question.ts'
import type { Persona, Team } from './persona.ts'
import { type RoutingDecision, toAgent, toEscalation } from './routing-decision.ts'
import { reasons } from './routing-reasons.ts'
import { createExampleScorer, type ExampleScorer, type ExampleScores } from './score-examples.ts'
import { withoutGreeting } from './smalltalk.ts'
import { type Evidence, type FoundPassage, supportOf, type Verdict, weighEvidence } from './weigh-evidence.ts'

export type { RoutingDecision } from './routing-decision.ts'

/** What is known of a message when it is routed. */
export interface RoutingRequest {
  message: string
  /** Oldest first, without the message. */
  history: readonly HistoryMessage[]
  /** What the search found for the message, whoever owns it. */
  passages: readonly FoundPassage[]
}

export interface Router {
  choose(request: RoutingRequest): RoutingDecision
}

/**
 * The local router: no network, no model, no clock. Learns from the personas once (some tenths of a second), then
 * decides in well under a millisecond. `threshold` (ROUTING_CONFIDENCE) is the confidence below
 * which it asks instead of answering. The order in which personas are given does not matter.
 */
export function createRouter(options: {
  team: Team
  personas: readonly Persona[]
  threshold: number
}): Router {
  const personas = [...options.personas].sort((a, b) => (a.id < b.id ? -1 : 1))
  const score = createExampleScorer(personas)
  const asksForHuman = createHumanDetector(personas)
  return {
    choose(request) {
      const conversation = readConversation(request.history, personas, options.team)
      const message = withoutGreeting(request.message)
      const examples = score(message)
      const ranked = rank(personas, examples.scores)
      const said = chooseByPhrase({
        message: request.message,
        conversation,
        personas,
        ranked,
        examples,
        asksForHuman,
      })
      if (said) return said
      const evidence = gather({ ...request, message }, conversation, personas, examples, score)
      const verdict = weighEvidence(evidence)
      return (
        chooseMixed(message, verdict, personas, score) ??
        decide(verdict, evidence, conversation, personas, options.threshold)
      )
    },
  }
}

function gather(
  { message, passages }: RoutingRequest,
  conversation: Conversation,
  personas: readonly Persona[],
  examples: ExampleScores,
  score: ExampleScorer,
): Evidence {
  const leaning = conversation.previousQuestion === '' ? 0 : leaningOf(message, conversation.clarified)
  return {
    examples,
    previous: leaning > 0 ? score(conversation.previousQuestion) : null,
    leaning,
    clarified: conversation.clarified,
    last: personas.findIndex(({ id }) => id === conversation.lastSpeaker),
    ...supportOf(
      passages,
      personas.map(({ id }) => id),
    ),
  }
}

/** Evidence of a text that stands alone. */
const alone = { previous: null, leaning: 0, last: -1, clarified: false, support: [], bestSupport: 0 }

/** A message whose parts belong to different specialists; null when it has no such parts. */
function chooseMixed(
  message: string,
  { shares, inScope }: Verdict,
  personas: readonly Persona[],
  score: ExampleScorer,
): RoutingDecision | null {
  const parts = ownedParts(partsOf(message), text =>
    weighEvidence({ ...alone, examples: score(contentOf(text)) }),
  )
  if (new Set(parts.map(part => part.owner)).size < 2) return null
  const { owner, urgent } = ownerOfMixed(parts)
  const persona = personas[owner]
  if (!persona) return null
  const ids = rank(personas, shares).map(({ id }) => id)
  const candidates = [persona.id, ...ids.filter(id => id !== persona.id)]
  // Either specialist is right for a part of it, so being right at all is what the parts are sure of.
  const confidence = Math.max(inScope, ...parts.map(part => part.inScope))
  return toAgent(persona, confidence, urgent ? reasons.urgent(persona) : reasons.mixed(persona), candidates)
}

function decide(
  { shares, inScope }: Verdict,
  evidence: Evidence,
  conversation: Conversation,
  personas: readonly Persona[],
  threshold: number,
): RoutingDecision {
  const ranked = rank(personas, shares)
  const ids = ranked.map(({ id }) => id)
  const [first, second] = ranked
  const confidence = confidenceOf(inScope, Math.max(...shares))
  if (first && confidence >= threshold) {
    return toAgent(first, confidence, reasonOf(first, personas.indexOf(first), evidence), ids)
  }
  if (!first || inScope < calibration.outOfScope)
    return toEscalation('out_of_scope', 1 - inScope, reasons.outOfScope, ids)
  if (conversation.clarified) return toEscalation('human', 0.9, reasons.twiceUnclear, ids)
  return toEscalation('clarify', confidence, reasons.clarify(first, second), ids.slice(0, 2))
}

function reasonOf(persona: Persona, index: number, { leaning, last, support, examples }: Evidence): string {
  if (index === last && leaning >= 0.4) return reasons.continued(persona)
  const likest = examples.scores.indexOf(Math.max(...examples.scores)) === index
  const found = support[index] ?? 0
  return found >= 0.6 && !likest ? reasons.documents(persona) : reasons.agent(persona)
}

/** The specialists, likeliest first; equals in the order of their ids. */
function rank(personas: readonly Persona[], shares: readonly number[]): Persona[] {
  return personas
    .map((persona, index) => ({ persona, share: shares[index] ?? 0 }))
    .sort((a, b) => b.share - a.share)
    .map(({ persona }) => persona)
}
