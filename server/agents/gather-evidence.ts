import type { Conversation } from './conversation.ts'
import { leaningOf, refersBack } from './follow-up.ts'
import type { Persona } from './persona.ts'
import { idsOf } from './rank-personas.ts'
import type { ExampleScorer, ExampleScores } from './score-examples.ts'
import { withoutGreeting } from './smalltalk.ts'
import { readSpokenTo } from './spoken-to.ts'
import { type Evidence, type FoundPassage, passageSupport } from './weigh-evidence.ts'

/** A message as it is weighed. */
export interface ReadMessage {
  /** What it says, without its greeting and the name it speaks to. */
  message: string
  /** How much it leans on what was said before, 0..1, if anything was. */
  leaning: number
  /** Index of the specialist it speaks to by her name; -1: none. */
  spokenTo: number
}

/** Reads whom a message speaks to, and what it says. `clarified`: it answers the clarifying question. */
export function readMessage(text: string, clarified: boolean, personas: readonly Persona[]): ReadMessage {
  const address = readSpokenTo(text, personas)
  const message = withoutGreeting(address?.rest ?? text)
  const leaning = leaningOf(message, clarified)
  if (!address) return { message, leaning, spokenTo: -1 }
  // "Et toi Carole, t'en penses quoi ?" leans by how it begins, too.
  const whole = leaningOf(withoutGreeting(text), clarified)
  return { message, leaning: Math.max(leaning, whole), spokenTo: personas.indexOf(address.persona) }
}

/** A message leans on whom it speaks to at least this much. */
const leaningOnName = 0.9

/** All that speaks for one specialist or another: lists in the order of `personas`. */
export function gatherEvidence(
  { message, leaning: given, spokenTo }: ReadMessage,
  examples: ExampleScores,
  of: {
    passages: readonly FoundPassage[]
    conversation: Conversation
    personas: readonly Persona[]
    score: ExampleScorer
  },
): Evidence {
  const { conversation, personas } = of
  const leaning = conversation.previousQuestion === '' ? 0 : given
  const last = personas.findIndex(({ id }) => id === conversation.lastSpeaker)
  // What another was asked before says nothing for her who is spoken to now.
  const goesOn = leaning > 0 && (spokenTo < 0 || spokenTo === last)
  return {
    examples,
    previous: goesOn ? of.score(conversation.previousQuestion) : null,
    refers: leaning > 0 && refersBack(message),
    leaning: spokenTo < 0 ? leaning : Math.max(leaning, leaningOnName),
    clarified: conversation.clarified,
    last,
    spokenTo,
    ...passageSupport(of.passages, idsOf(personas)),
  }
}
