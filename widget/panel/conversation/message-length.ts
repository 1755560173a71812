/** Longest message, in code points; the server's `maxMessageLength`. */
export const messageLimit = 2000

/** The length from which the count is shown. */
export const counterFrom = 1800

/** Code points after trimming: what the server counts. */
export function messageLength(text: string): number {
  let length = 0
  for (const _ of text.trim()) length++
  return length
}

/** Nothing to see: blanks, controls, zero-width and joining characters (contract/message-text.ts). */
const invisible = /[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu

/** Why a text can't be sent, or null. */
export function checkMessage(text: string): 'empty' | 'too_long' | null {
  if (!text.replace(invisible, '')) return 'empty'
  return messageLength(text) > messageLimit ? 'too_long' : null
}
