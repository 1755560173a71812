import { bareReply } from './bare-reply.ts'
import type { Conversation } from './conversation.ts'
import { speaksOfDistress } from './distress.ts'
import { foldText } from './fold-text.ts'
import { contentOf } from './function-words.ts'
import type { HumanDetector } from './human-request.ts'
import { type NamePlace, ordinalOf, placesOfNames } from './named-persona.ts'
import type { Persona } from './persona.ts'
import { type RoutingDecision, toAgent, toEscalation } from './routing-decision.ts'
import { reasons } from './routing-reasons.ts'
import type { ExampleScores } from './score-examples.ts'
import { mayGoOn, moodOf, type SmalltalkTopic, smalltalkTopic } from './smalltalk.ts'

/** An example as near as this says more than any phrase of courtesy or request. */
export const sameAsExample = 0.75
/** Requests for a person less sure than this are weighed like any message. */
const surelyHuman = 0.9
/** Confidence of what is said in so many words: the tests' share of right ones. */
const inSoManyWords = 0.97

interface Said {
  message: string
  conversation: Conversation
  personas: readonly Persona[]
  /** The specialists, likeliest first. */
  ranked: readonly Persona[]
  examples: ExampleScores
  asksForHuman: HumanDetector
}

/** What a message says in so many words: a distress, a name, a person wanted, a courtesy. Null: it has to be weighed. */
export function chooseByPhrase(said: Said): RoutingDecision | null {
  const { message, conversation, ranked, examples } = said
  const candidates = ranked.map(({ id }) => id)
  if (speaksOfDistress(message)) return toEscalation('distress', inSoManyWords, reasons.distress, candidates)
  const human = said.asksForHuman(message)
  const named = chosenByName(said, human)
  if (named) {
    const others = candidates.filter(id => id !== named.id)
    const decision = toAgent(named, inSoManyWords, reasons.named(named), [named.id, ...others])
    return saysNothingElse(said) ? { ...decision, introduces: true } : decision
  }
  if (Math.max(...examples.nearest) >= sameAsExample) return null
  const topic = topicOf(said)
  if (topic === null && !conversation.clarified && bareReply(message)) {
    const speaker = said.personas.find(({ id }) => id === conversation.lastSpeaker)
    // Who has said nothing yet that could be answered is asked for it.
    if (!speaker) return toEscalation('clarify', 1 / (candidates.length + 1), reasons.noSubject, candidates)
    const others = candidates.filter(id => id !== speaker.id)
    return toAgent(speaker, inSoManyWords, reasons.continued(speaker), [speaker.id, ...others])
  }
  if (topic === null && moodOf(message) !== null)
    return toEscalation('clarify', 1 / (candidates.length + 1), reasons.noSubject, candidates)
  if (topic === 'thanks' && goesOn(message, conversation)) return null
  if (!topic) return human >= surelyHuman ? toEscalation('human', human, reasons.human, candidates) : null
  return {
    kind: 'smalltalk',
    agent: 'escalate',
    topic,
    confidence: inSoManyWords,
    reasoning: reasons[topic],
    candidates,
  }
}

/** The topic of a courtesy, whoever it names ("merci Zoé"), read with what was said before. */
function topicOf({ message, conversation, personas }: Said): SmalltalkTopic | null {
  const [named, another] = placesOfNames(message, personas)
  const topic = smalltalkTopic(named && !another ? `${named.before} ${named.after}` : message)
  const begun = conversation.previousQuestion !== ''
  const mood = begun ? moodOf(message) : null
  if (mood) return mood === 'pleased' ? 'thanks' : null
  // "?" says hello to nobody who has just answered.
  if (begun && bareReply(message)) return null
  return conversation.lastSpeaker !== null && mayGoOn(message) ? null : topic
}

/** Words of asking for somebody, beside those that tell no subject. */
const askingFor =
  /^(?:discut\w+|pass\w+|contact\w*|demand\w+|join\w*|echang\w+|souhait\w+|voudr\w+|aimer\w+|prefer\w*|plutot|directement|aller?|voir|question|aider|prendre|mets?|mettez|relation|moi|nous)$/

/** "Je veux parler à Zoé", "Zoé ?", "Bonjour Zoé" ask her nothing; after the clarifying question they answer that. */
function saysNothingElse({ message, conversation, personas }: Said): boolean {
  const [named] = placesOfNames(message, personas)
  if (!named || conversation.clarified) return false
  const words = contentOf(`${named.before} ${named.after}`).split(' ')
  return words.every(word => word === '' || askingFor.test(word))
}

/** A specialist who is spoken to with nothing but a courtesy or a call for help ("Zoé, tu peux m'aider ?"). */
function isOnlyCalled({ before, after }: NamePlace<Persona>): boolean {
  const opens = contentOf(before) === '' && /^\s*[,!?.]/.test(after)
  const topic = smalltalkTopic(`${before} ${after}`)
  const callsForHelp = /\b(?:aide[rz]?|help|question)\b/i.test(after)
  return opens && (topic === 'greeting' || (topic === 'identity' && callsForHelp))
}

/** "ok" or "super" after the specialist asked something is an answer, not a farewell. */
function goesOn(message: string, { asked, lastSpeaker }: Conversation): boolean {
  return asked && lastSpeaker !== null && !/merci|thank|thx/i.test(message)
}

/** The specialist asked for: by name in a few words, or by "la deuxième" after the team offered a choice. */
function chosenByName({ message, conversation, personas }: Said, human: number): Persona | undefined {
  const { offered } = conversation
  const ordinal = offered.length > 0 ? ordinalOf(message, offered.length) : null
  if (ordinal !== null) return personas.find(({ id }) => id === offered[ordinal])
  const [named, another] = placesOfNames(message, personas)
  if (!named || another || /merci|thank/i.test(message)) return undefined
  const { before, after, capital } = named
  const few = message.trim().split(/\s+/).length
  if (few <= 8 && offered.length > 0) return named.persona
  // "Une couleur claire" and "rose pastel" name nobody.
  const isHer = capital || contentOf(`${before} ${after}`) === ''
  const asked = capital ? wanting.test(message) : wantingNext.test(foldText(before))
  return (few <= 3 && isHer) || isOnlyCalled(named) || asked || human >= surelyHuman
    ? named.persona
    : undefined
}

const wanting = /\b(?:parl|discut|pass|speak|talk|join|contact|avec|demand|ask)/i
/** The same just before the name. */
const wantingNext = new RegExp(
  `${wanting.source}\\w*[ -](?:(?:a|avec|to|with|moi|me|directement|plutot)\\s+)*$`,
  'i',
)
