import { leaningOf } from '../agents/follow-up.ts'

/** From here on a message says too little by itself to search with ("et pour les réels ?" is 0.85). */
const leansEnough = 0.7

/**
 * The question to search and answer: the message, and for one that leans on what came before, the visitor's
 * previous question in front of it. `history` is oldest first.
 */
export function questionInContext(
  message: string,
  history: readonly { role: string; content: string }[],
): string {
  if (leaningOf(message) < leansEnough) return message
  const previous = history.findLast(({ role }) => role === 'user')
  return previous === undefined ? message : `${previous.content} ${message}`
}
