import { leaningOf } from '../agents/follow-up.ts'

/** From here on a message says too little by itself to search with ("et pour les réels ?" is 0.85). */
const leansEnough = 0.7

interface Said {
  role: string
  content: string
  agent: string | null
}

/**
 * The question to search with: the message, and for one that leans on what came before, the visitor's previous
 * question in front of it. `history` is oldest first.
 */
export function questionInContext(message: string, history: readonly Said[]): string {
  if (leaningOf(message) < leansEnough) return message
  const previous = history.findLast(({ role }) => role === 'user')
  return previous === undefined ? message : `${previous.content} ${message}`
}

/**
 * The question to answer once the specialist is chosen: in context while the same one goes on; the message alone when
 * another takes over, because then the subject has changed ("et pour les réels ?" after a question about emails).
 */
export function questionForAgent(agent: string, message: string, history: readonly Said[]): string {
  const lastSpeaker = history.findLast(({ role }) => role === 'assistant')?.agent
  return lastSpeaker === agent ? questionInContext(message, history) : message
}
