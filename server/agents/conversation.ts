import { namedPersonas } from './named-persona.ts'
import type { Persona, Team } from './persona.ts'

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
  /** The visitor's message before this one; empty when this is the first. */
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
  return {
    lastSpeaker: speakers.at(-1)?.agent ?? null,
    previousQuestion: history.findLast(({ role }) => role === 'user')?.content ?? '',
    offered: named.length > 1 ? inOrderOfMention(named, last?.content ?? '') : [],
    clarified: fromTeam && named.length > 0 && isClarifyingQuestion(last.content, team),
    asked: /\?\s*(?:\p{Extended_Pictographic}|\uFE0F|\s)*$/u.test(last?.content ?? ''),
  }
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
