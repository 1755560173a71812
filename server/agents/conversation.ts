import { bareReply } from './bare-reply.ts'
import { leaningOf, leansEnough } from './follow-up.ts'
import { namedPersonas } from './named-persona.ts'
import type { Persona, Team } from './persona.ts'
import { moodOf, smalltalkTopic } from './smalltalk.ts'

/** A message of the conversation's history, oldest first. */
export interface HistoryMessage {
  role: 'user' | 'assistant'
  content: string
  agent: string | null
}

/** What the router needs to know of what was said before. */
export interface Conversation {
  /** Id of the specialist who answered last; null before any has. */
  lastSpeaker: string | null
  /** What a message that leans on something leans on (leantOn); empty when this is the first. */
  previousQuestion: string
  /** Specialists the team's last message offered a choice of; empty when it offered none. */
  offered: string[]
  /** True when the last answer was the clarifying question. */
  clarified: boolean
  /** True when the last answer ended by asking something. */
  asked: boolean
}

/** Reads a conversation's history. */
export function readHistory(
  history: readonly HistoryMessage[],
  personas: readonly Persona[],
  team: Team,
): Conversation {
  const answers = history.filter(message => message.role === 'assistant')
  const last = answers.at(-1)
  const speakers = answers.filter(({ agent }) => personas.some(({ id }) => id === agent))
  const fromTeam = last !== undefined && !personas.some(({ id }) => id === last.agent)
  const named = fromTeam ? namedPersonas(last.content, personas) : []
  const clarified = fromTeam && named.length > 0 && isClarifyingQuestion(last.content, team)
  return {
    lastSpeaker: speakers.at(-1)?.agent ?? null,
    previousQuestion: clarified ? lastAsked(history) : leantOn(history),
    offered: named.length > 1 ? inOrderOfMention(named, last?.content ?? '') : [],
    clarified,
    asked: /\?\s*(?:\p{Extended_Pictographic}|\uFE0F|\s)*$/u.test(last?.content ?? ''),
  }
}

/** The visitor's last message that asks something: "merci" is nothing to go on with, nor is "t'es nulle". */
function lastAsked(history: readonly HistoryMessage[]): string {
  const said = history.filter(({ role }) => role === 'user').map(({ content }) => content)
  const asks = (content: string) =>
    smalltalkTopic(content) === null && moodOf(content) === null && bareReply(content) === null
  return said.findLast(asks) ?? said.at(-1) ?? ''
}

/**
 * What a message leans on: the visitor's last question that stands alone. "Combien de places ?" and "ça dure combien de temps ?"
 * both ask about the course that was asked about first; not past the question that brought another specialist.
 */
export function leantOn(
  history: readonly HistoryMessage[],
  standsAlone = (message: string) => leaningOf(message) < leansEnough,
): string {
  const speakerAfter = (at: number) => history.slice(at + 1).find(({ role }) => role === 'assistant')?.agent
  let found: number | null = null
  for (let at = history.length - 1; at >= 0; at--) {
    const { role, content = '' } = history[at] ?? {}
    if (role !== 'user' || smalltalkTopic(content) !== null) continue
    if (found !== null && speakerAfter(at) !== speakerAfter(found)) break
    found = at
    if (standsAlone(content)) break
  }
  return found === null ? lastAsked(history) : (history[found]?.content ?? '')
}

function inOrderOfMention(personas: readonly Persona[], text: string): string[] {
  const lower = text.toLowerCase()
  const position = (persona: Persona) => lower.indexOf(persona.name.toLowerCase())
  return [...personas].sort((a, b) => position(a) - position(b)).map(persona => persona.id)
}

/** True when the text is the team's clarifying question, whoever it names. */
function isClarifyingQuestion(text: string, team: Team): boolean {
  return Object.values(team.texts.clarify).some(template => {
    const parts = template.split(/\{[a-z]+\}/).filter(part => part.trim().length > 3)
    return parts.length > 0 && parts.every(part => text.includes(part.trim()))
  })
}
