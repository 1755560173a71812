/**
 * Characters nobody sees and that can carry hidden orders or break a search: controls but for tab and line
 * feed, and what Unicode calls default ignorable (zero-width and joiners, soft hyphens, bidirectional controls,
 * variation selectors, fillers, the tag characters U+E0000–E007F), lone surrogates, noncharacters, and private
 * characters (an icon font's drawings).
 */
const hidden =
  /[^\P{Cc}\t\n]|[\p{Default_Ignorable_Code_Point}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}\uFFF9-\uFFFB]/u

/**
 * Hidden characters that hold an emoji together (UTS #51): the first variation selector after a pictograph or in a
 * keycap, and a joiner between two pictographs.
 */
const holding =
  /(?<=\p{Extended_Pictographic})[\uFE0E\uFE0F]|(?<=[0-9#*])\uFE0F(?=\u20E3)|(?<=(?:\p{Extended_Pictographic}|\p{Emoji_Modifier})\uFE0F?)\u200D(?=\p{Extended_Pictographic})/u

const unwanted = new RegExp(`(?=${hidden.source})(?!${holding.source}).`, 'gsu')

/** Line breaks become `\n`, hidden characters go but for those inside an emoji, letters and their accents become one (Unicode NFC). */
export function removeHiddenCharacters(text: string): string {
  return text
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
    .replace(unwanted, '')
    .normalize('NFC')
}

/**
 * One line of prose: runs of white space, no-break spaces among them, become one space. No-break spaces go
 * because Postgres' parser and a visitor's keyboard know only the plain one.
 */
export function cleanLine(text: string): string {
  return removeHiddenCharacters(text).replace(/\s+/g, ' ').trim()
}

const longLine = 50_000

/** cleanLine for a line of any length: millions of blanks replaced at once take many times the text's own memory. */
export function cleanLongLine(text: string): string {
  if (text.length <= longLine) return cleanLine(text)
  const parts: string[] = []
  for (let start = 0; start < text.length; ) {
    const blank = text.slice(start + longLine, start + 2 * longLine).search(/\s/)
    const end = blank === -1 ? text.length : start + longLine + blank
    parts.push(cleanLine(text.slice(start, end)))
    start = end
  }
  return parts.filter(part => part !== '').join(' ')
}

/** Prose whose line breaks are meant (`<br>`): each line as cleanLine has it, empty ones dropped. */
export function cleanProse(text: string): string {
  return removeHiddenCharacters(text)
    .split('\n')
    .map(line => line.replace(/\s+/g, ' ').trim())
    .filter(line => line !== '')
    .join('\n')
}

/** Code keeps its lines and indentation; tabs become four spaces, blank lines around it go. */
export function cleanCode(text: string): string {
  return removeHiddenCharacters(text)
    .replace(/\t/g, '    ')
    .replace(/[^\S\n]+$/gm, '')
    .replace(/^\n+|\n+$/g, '')
    .replace(/\n{3,}/g, '\n\n')
}
