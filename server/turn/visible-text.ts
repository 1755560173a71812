/** Controls, invisible format characters, variation selectors and tags: what a reader cannot see. */
// biome-ignore lint/suspicious/noMisleadingCharacterClass: the class lists invisible characters one by one
const hidden = /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\u115F\u1160\u3164\uFFA0\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/gu

/** A joiner or a variation selector right after a pictograph holds an emoji together: it stays. */
const joined = /(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u20E3|\uFE0F)(?:\u200D|\uFE0F)$/u

/**
 * The text without what a reader cannot see; line feeds and tabs stay. `from`: where to begin, what stands before
 * is only looked at (and left out), so that a text may come in pieces.
 */
export function visibleText(text: string, from = 0): string {
  return text
    .slice(from)
    .replace(hidden, (character, at: number) =>
      character === '\n' || character === '\t' || isJoined(text, from + at, character) ? character : '',
    )
}

function isJoined(whole: string, at: number, character: string): boolean {
  return joined.test(whole.slice(Math.max(0, at - 2), at) + character)
}

/** The text as one line of what a reader sees: no hidden characters, every run of white space one space. */
export function visibleLine(text: string): string {
  return visibleText(text.replace(/\s+/g, ' ')).replace(/ {2,}/g, ' ').trim()
}
