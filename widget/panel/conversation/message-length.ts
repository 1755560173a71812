/** Longest message, in code points; the server's `maxMessageLength`. */
export const messageLimit = 2000

/** Code points after trimming: what the server counts. */
export const messageLength = (text: string): number => [...text.trim()].length

/** Nothing to see: blanks, controls, zero-width and joining characters (contract/message-text.ts). */
const invisible = /[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu

/** Why a text can't be sent, or null. */
export function checkMessage(text: string): 'empty' | 'too_long' | null {
  if (!text.replace(invisible, '')) return 'empty'
  return messageLength(text) > messageLimit ? 'too_long' : null
}
