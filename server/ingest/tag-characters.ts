/** A flag of a region is written with tags too: a black flag, its code, a closing tag (UTS #51). */
const flags = /\u{1F3F4}[\u{E0020}-\u{E007E}]+\u{E007F}/gu
const tags = /[\u{E0020}-\u{E007E}]+/gu

/** What is written in Unicode's tag characters, which no font shows and models read: each run as plain letters. */
export function tagMessages(text: string): string[] {
  return Array.from(text.replace(flags, '').matchAll(tags), ([run]) =>
    Array.from(run, tag => String.fromCharCode((tag.codePointAt(0) ?? 0) - 0xe0000)).join(''),
  )
}
