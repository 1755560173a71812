/** Controls, invisible format characters, variation selectors and tags: what a reader cannot see. */
// biome-ignore lint/suspicious/noMisleadingCharacterClass: the class lists invisible characters one by one
const hidden = /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\u115F\u1160\u3164\uFFA0\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/gu

/** A joiner or a variation selector right after a pictograph holds an emoji together: it stays. */
const joined = /(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u20E3|\uFE0F)(?:\u200D|\uFE0F)$/u

/** The text as one line of what a reader sees: no hidden characters, every run of white space one space. */
export function visibleLine(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(hidden, (character, at: number, whole: string) =>
      joined.test(whole.slice(Math.max(0, at - 2), at) + character) ? character : '',
    )
    .replace(/ {2,}/g, ' ')
    .trim()
}

/** What Markdown acts on, wherever it stands: code, emphasis, links, images, HTML, entities, addresses of pages. */
const active =
  /[`*[~]|\\(?=[!-/:-@[-`{-~])|<(?=[a-z/!?])|&(?=#|\w+;)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|(?<=:)\/(?=\/)|(?<=www)\./giu

/** What starts a block when it opens a line: heading, quotation, list, rule, table, directive. */
const opening = /^(?:[#>+=|:-]|\d{1,9}(?=[.)]))/u

/** Markdown that shows exactly the visible text and does nothing: what others wrote cannot format, link or load. */
export function escapeMarkdown(text: string): string {
  return visibleLine(text)
    .replace(active, '\\$&')
    .replace(opening, start => (/\d/.test(start) ? `${start}\\` : `\\${start}`))
}
