import { askForSubject, askWhich, type Limits } from './ask-back.ts'
import { chooseByPhrase } from './choose-by-phrase.ts'
import { calibration, confidenceOf } from './confidence.ts'
import { type HistoryMessage, readHistory } from './conversation.ts'
import { explainRouting, type RoutingExplanation, type RoutingStep } from './explain-routing.ts'
import { contentOf } from './function-words.ts'
import { gatherEvidence, readMessage } from './gather-evidence.ts'
import { createHumanDetector } from './human-request.ts'
import { createSubjectReader } from './message-subject.ts'
import { askedParts, type OwnedPart, ownedParts, ownerOfMixed, partsOf } from './mixed-question.ts'
import { namedPersonas } from './named-persona.ts'
import type { Persona, Team } from './persona.ts'
import { idsOf, rankPersonas } from './rank-personas.ts'
import { type RoutingDecision, toAgent, toEscalation } from './routing-decision.ts'
import { reasons } from './routing-reasons.ts'
import { createExampleScorer, type ExampleScorer } from './score-examples.ts'
import { type Evidence, type FoundPassage, type Verdict, weighEvidence } from './weigh-evidence.ts'

export type { RoutingDecision } from './routing-decision.ts'

/** What is known of a message when it is routed. */
export interface RoutingRequest {
  message: string
  /** Oldest first, without the message. */
  history: readonly HistoryMessage[]
  /** What the search found for the message, whoever owns it. */
  passages: readonly FoundPassage[]
  /** The question–answer pairs that were asked for, likest first: who owns the answer gives it. */
  pairs?: readonly { owner: string; score: number }[]
  /** Whether the passages that are everybody's answer the message by themselves; asked only where the router would ask back. */
  answeredByAll?: () => boolean
}

export interface Router {
  choose(request: RoutingRequest): RoutingDecision
  /** The same decision, and what it came from. */
  explain(request: RoutingRequest): RoutingExplanation
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
  const subjectOf = createSubjectReader(personas)
  /** The decision, and the step of the way that took it. */
  const follow = (request: RoutingRequest): { decision: RoutingDecision; step: RoutingStep } => {
    const conversation = readHistory(request.history, personas, options.team)
    const read = readMessage(request.message, conversation.clarified, personas)
    const { message } = read
    const examples = score(message)
    const ranked = rankPersonas(personas, examples.scores)
    const said = chooseByPhrase({
      message: request.message,
      conversation,
      personas,
      ranked,
      examples,
      asksForHuman,
    })
    const { pairs = [] } = request
    // A person can be asked for at any time, and a specialist by her name; a pair may answer a courtesy.
    if (said && (said.kind !== 'smalltalk' || pairs.length === 0)) return { decision: said, step: 'phrase' }
    const evidence = gatherEvidence(read, examples, { ...request, conversation, personas, score })
    const verdict = weighEvidence(evidence)
    const limits = { conversation, threshold: options.threshold }
    const owner = ownerOfPair(pairs, personas, verdict)
    if (owner)
      return {
        decision: toAgent(owner.persona, owner.score, reasons.pair(owner.persona), idsOf(ranked)),
        step: 'pair',
      }
    const mixed = isWhollyOnes(verdict, evidence)
      ? null
      : chooseMixed(message, verdict, personas, score, limits)
    if (mixed) return { decision: mixed, step: 'parts' }
    const asked = askForSubject(subjectOf(message), verdict, evidence, personas)
    const decision = asked ?? decide(verdict, evidence, personas, limits)
    if (asksBack(decision) && request.answeredByAll?.())
      return { decision: giveShared(request.message, verdict, evidence, personas), step: 'shared' }
    return { decision, step: asked ? 'subject' : 'evidence' }
  }
  return {
    choose: request => follow(request).decision,
    explain(request) {
      const conversation = readHistory(request.history, personas, options.team)
      const read = readMessage(request.message, conversation.clarified, personas)
      const given = { ...request, conversation, personas, score }
      const evidence = gatherEvidence(read, score(read.message), given)
      return explainRouting({
        ...follow(request),
        evidence,
        verdict: weighEvidence(evidence),
        parts: partsOwned(read.message, score),
        personas,
        threshold: options.threshold,
      })
    },
  }
}

/** Who gives the answer of the likest pair: its owner; of several, or of what is everybody's, the likeliest specialist. */
function ownerOfPair(
  pairs: Required<RoutingRequest>['pairs'],
  personas: readonly Persona[],
  { shares }: Verdict,
): { persona: Persona; score: number } | null {
  const [likest] = pairs
  if (!likest) return null
  const owners = new Set(pairs.filter(({ score }) => score === likest.score).map(({ owner }) => owner))
  const ranked = rankPersonas(personas, shares)
  const persona = ranked.find(({ id }) => owners.has(id)) ?? ranked[0]
  return persona ? { persona, score: Math.min(1, likest.score) } : null
}

/** Evidence of a text that stands alone. */
const alone = {
  previous: null,
  leaning: 0,
  refers: false,
  last: -1,
  spokenTo: -1,
  clarified: false,
  support: [],
  bestSupport: 0,
}

/** The parts of a message that are plainly somebody's. */
function partsOwned(message: string, score: ExampleScorer): OwnedPart[] {
  return ownedParts(partsOf(message), text => weighEvidence({ ...alone, examples: score(contentOf(text)) }))
}

/** From how likely on, and how well supported by her own passages, a message is one specialist's; others' must say less of it. */
const whollyOnes = { share: 0.95, support: 0.9, others: 0.6 }

/** True where one specialist's documents alone answer the whole message: "une offre et un prix sur Kajabi" is one question. */
function isWhollyOnes({ shares }: Verdict, { support }: Evidence): boolean {
  const share = Math.max(...shares)
  const owner = shares.indexOf(share)
  return (
    share >= whollyOnes.share &&
    support.every((own, index) => (index === owner ? own >= whollyOnes.support : own < whollyOnes.others))
  )
}

/**
 * A message whose parts belong to different specialists; null when it has no such parts. What it only tells chooses nobody while
 * another part asks.
 */
function chooseMixed(
  message: string,
  { shares, inScope }: Verdict,
  personas: readonly Persona[],
  score: ExampleScorer,
  limits: Limits,
): RoutingDecision | null {
  const all = partsOwned(message, score)
  if (new Set(all.map(part => part.owner)).size < 2) return null
  const parts = askedParts(all)
  const owners = new Set(parts.map(part => part.owner))
  const { owner, urgent } = ownerOfMixed(parts)
  const persona = personas[owner]
  if (!persona) return null
  const ranked = rankPersonas(personas, shares)
  const candidates = new Set([
    persona,
    ...ranked.filter(other => owners.has(personas.indexOf(other))),
    ...ranked,
  ])
  // Either specialist is right for a part of it, so being right at all is what the parts are sure of.
  const confidence = Math.max(owners.size < 2 ? 0 : inScope, ...parts.map(part => part.inScope))
  if (confidence < limits.threshold) return askWhich([...candidates], confidence, limits.conversation)
  if (owners.size < 2) return toAgent(persona, confidence, reasons.agent(persona), idsOf([...candidates]))
  const reasoning = urgent ? reasons.urgent(persona) : reasons.mixed(persona)
  const others = parts.flatMap(part => {
    const other = personas[part.owner]
    return other && other !== persona && part.manner === 'asks' ? [{ agent: other.id, text: part.text }] : []
  })
  const decision = toAgent(persona, confidence, reasoning, idsOf([...candidates]))
  return others.length > 0 ? { ...decision, others } : decision
}

function decide(
  { shares, inScope }: Verdict,
  evidence: Evidence,
  personas: readonly Persona[],
  { conversation, threshold }: Limits,
): RoutingDecision {
  const ranked = rankPersonas(personas, shares)
  const ids = idsOf(ranked)
  const [first] = ranked
  const confidence = confidenceOf(inScope, Math.max(...shares))
  if (first && confidence >= threshold) {
    return toAgent(first, confidence, reasonOf(first, personas.indexOf(first), evidence), ids)
  }
  if (inScope < calibration.outOfScope)
    return toEscalation('out_of_scope', 1 - inScope, reasons.outOfScope, ids)
  return askWhich(ranked, confidence, conversation)
}

/** True where the visitor is asked which specialist she wants, or handed over as she has been asked already. */
function asksBack({ kind, reasoning }: RoutingDecision): boolean {
  return kind === 'clarify' || reasoning === reasons.twiceUnclear
}

/** Whoever gives it, what the shared documents answer is right or wrong: 13 of 14 were right on our sample documents. */
const sureOfShared = 0.9

/** What the shared documents answer, whoever is asked: she whom the message names, who spoke last, or the likeliest. */
function giveShared(
  message: string,
  { shares }: Verdict,
  { last }: Evidence,
  personas: readonly Persona[],
): RoutingDecision {
  const ranked = rankPersonas(personas, shares)
  const [named, another] = namedPersonas(message, personas)
  const persona = (another ? undefined : named) ?? personas[last] ?? ranked[0]
  if (!persona) throw new Error('A team has at least one specialist.')
  const others = ranked.filter(other => other !== persona)
  return toAgent(persona, sureOfShared, reasons.shared(persona), idsOf([persona, ...others]))
}

function reasonOf(persona: Persona, index: number, evidence: Evidence): string {
  const { leaning, last, spokenTo, support, examples } = evidence
  if (spokenTo >= 0 && index === spokenTo) return reasons.named(persona)
  if (index === last && leaning >= 0.4) return reasons.continued(persona)
  const likest = examples.scores.indexOf(Math.max(...examples.scores)) === index
  const found = support[index] ?? 0
  return found >= 0.6 && !likest ? reasons.documents(persona) : reasons.agent(persona)
}
