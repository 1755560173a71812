import { type Conversation, type HistoryMessage, readConversation } from './conversation.ts'
import { leaningOf } from './follow-up.ts'
import { humanRequestScore } from './human-request.ts'
import { namedPersonas, ordinalOf } from './named-persona.ts'
import type { Persona, Team } from './persona.ts'
import { reasons } from './routing-reasons.ts'
import { createExampleScorer, type ExampleScores } from './score-examples.ts'
import { type SmalltalkTopic, smalltalkTopic, withoutGreeting } from './smalltalk.ts'
import { type FoundPassage, supportOf, type Verdict, weighEvidence } from './weigh-evidence.ts'

/** What the router decides. `candidates` are specialists' ids, likeliest first; `reasoning` is one French sentence. */
export type RoutingDecision =
  | { kind: 'agent'; agent: string; confidence: number; reasoning: string; candidates: string[] }
  | {
      kind: 'clarify' | 'human' | 'out_of_scope'
      agent: 'escalate'
      confidence: number
      reasoning: string
      candidates: string[]
    }
  | {
      kind: 'smalltalk'
      agent: 'escalate'
      topic: SmalltalkTopic
      confidence: number
      reasoning: string
      candidates: string[]
    }

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

/** An example as near as this says more than any phrase of courtesy or request. */
const sameAsExample = 0.75
/** Below this probability of being anybody's, a message is out of scope; between it and the threshold, we ask. */
const outOfScope = 0.35
/** A second specialist this likely, after the clarifying question was asked, no longer holds the answer back. */
const humanThreshold = 0.9

/**
 * The local router: no network, no model, no clock. Learns from the personas once, then decides in well under a
 * millisecond. `threshold` (ROUTING_CONFIDENCE) is the confidence below which it asks instead of answering.
 */
export function createRouter(options: {
  team: Team
  personas: readonly Persona[]
  threshold: number
}): Router {
  const personas = [...options.personas].sort((a, b) => (a.id < b.id ? -1 : 1))
  const score = createExampleScorer(personas)
  return {
    choose(request) {
      const conversation = readConversation(request.history, personas, options.team)
      const examples = score(withoutGreeting(request.message))
      const plain = chooseByPhrase(request.message, conversation, personas, examples)
      if (plain) return plain
      const verdict = judge(request, conversation, personas, examples, score)
      return decide(verdict, personas, options.threshold)
    },
  }
}

/** What a message says in so many words: a name, a person wanted, a courtesy. Null: it has to be weighed. */
function chooseByPhrase(
  message: string,
  conversation: Conversation,
  personas: readonly Persona[],
  examples: ExampleScores,
): RoutingDecision | null {
  const named = chosenByName(message, conversation, personas)
  const candidates = byShare(personas, examples.scores).map(({ id }) => id)
  if (named) return agent(named, 0.97, reasons.named(named), candidates)
  if (Math.max(...examples.nearest) >= sameAsExample) return null
  const human = humanRequestScore(message)
  if (human >= humanThreshold) {
    return { kind: 'human', agent: 'escalate', confidence: human, reasoning: reasons.human, candidates }
  }
  const topic = smalltalkTopic(message)
  const goesOn =
    conversation.asked &&
    conversation.lastSpeaker !== null &&
    topic === 'thanks' &&
    !/merci|thank/i.test(message)
  if (!topic || goesOn) return null
  return {
    kind: 'smalltalk',
    agent: 'escalate',
    topic,
    confidence: 0.97,
    reasoning: reasons[topic],
    candidates,
  }
}

/** The specialist a message asks for: by name in a few words, or by "la deuxième" after the team offered a choice. */
function chosenByName(
  message: string,
  { offered }: Conversation,
  personas: readonly Persona[],
): Persona | undefined {
  const ordinal = offered.length > 0 ? ordinalOf(message, offered.length) : null
  if (ordinal !== null) return personas.find(({ id }) => id === offered[ordinal])
  const named = namedPersonas(message, personas)
  const few = message.trim().split(/\s+/).length <= (offered.length > 0 ? 8 : 3)
  const asked = /\b(?:parl|discut|passe|speak|talk|joindre|contact|avec)/i.test(message)
  return named.length === 1 && (few || (asked && humanRequestScore(message) < humanThreshold))
    ? named[0]
    : undefined
}

function judge(
  { message, passages }: RoutingRequest,
  conversation: Conversation,
  personas: readonly Persona[],
  examples: ExampleScores,
  score: (text: string) => ExampleScores,
): Verdict {
  const leaning = conversation.previousQuestion === '' ? 0 : leaningOf(message)
  return weighEvidence({
    examples,
    previous: leaning > 0 ? score(conversation.previousQuestion) : null,
    leaning,
    last: personas.findIndex(({ id }) => id === conversation.lastSpeaker),
    ...supportOf(
      passages,
      personas.map(({ id }) => id),
    ),
  })
}

function decide(
  { shares, inScope }: Verdict,
  personas: readonly Persona[],
  threshold: number,
): RoutingDecision {
  const ranked = byShare(personas, shares)
  const candidates = ranked.map(({ id }) => id)
  const [first, second] = ranked
  const confidence = inScope * Math.max(...shares)
  if (first && confidence >= threshold) return agent(first, confidence, reasons.agent(first), candidates)
  if (inScope < outOfScope || !first) {
    return {
      kind: 'out_of_scope',
      agent: 'escalate',
      confidence: 1 - inScope,
      reasoning: reasons.outOfScope,
      candidates,
    }
  }
  return {
    kind: 'clarify',
    agent: 'escalate',
    confidence,
    reasoning: reasons.clarify(first, second),
    candidates: candidates.slice(0, 2),
  }
}

function agent(
  persona: Persona,
  confidence: number,
  reasoning: string,
  candidates: string[],
): RoutingDecision {
  return { kind: 'agent', agent: persona.id, confidence, reasoning, candidates }
}

/** The specialists, likeliest first; equals in the order of their ids. */
function byShare(personas: readonly Persona[], shares: readonly number[]): Persona[] {
  return personas
    .map((persona, index) => ({ persona, share: shares[index] ?? 0 }))
    .sort((a, b) => b.share - a.share)
    .map(({ persona }) => persona)
}
