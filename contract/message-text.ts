import { z } from 'zod'

/** Longest message, in Unicode code points after trimming. */
export const maxMessageLength = 2000

/** What a reader cannot see: blanks, controls, zero-width and joining characters, tags, variation selectors. */
const invisible = /[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu

/** NUL, which Postgres refuses, the other control characters a message has no use for, and the tag block. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is the point
const unwanted = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFE\uFFFF\u{E0000}-\u{E007F}]/gu

/** Makes text storable and honest: well-formed Unicode, no control or hidden tag characters, trimmed. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(unwanted, '').trim()
}

/** Length in code points: what `2,000 characters` means everywhere (an emoji is one). */
export function codePointLength(text: string): number {
  let length = 0
  for (const _ of text) length++
  return length
}

/** True when nothing of the text would be visible: spaces, zero-width characters, tags. */
export function isBlank(text: string): boolean {
  return text.replace(invisible, '') === ''
}

/** A visitor's message: cleaned, 1 to 2,000 code points, something visible in it. */
export const MessageText = z
  .string()
  .transform(cleanText)
  .superRefine((text, context) => {
    if (isBlank(text)) context.addIssue({ code: 'custom', message: 'message_empty' })
    else if (codePointLength(text) > maxMessageLength) {
      context.addIssue({ code: 'custom', message: 'message_too_long' })
    }
  })
