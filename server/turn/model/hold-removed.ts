import type { TextFilter } from './text-filter.ts'

/** `[words]` of a picture or a link, in UTF-16 units. */
const longestWords = 200
const filler = /[\s.,;:!*_~#>-]*/y
const words = /\[[^\]\n]{0,200}\]/y
const wordsBegun = /\[[^\]\n]{0,200}$/y

/**
 * Holds the beginning of an answer back while it consists of nothing but links and pictures that were removed
 * (`[words] (link removed)`), and leaves them out when nothing else comes: such an answer says nothing, and is to be
 * asked for again. `removed`: what stands in the place of an address. Comes after the links were neutralised.
 */
export function createRemovedHolder(removed: string): TextFilter {
  let begun = false
  /** What says nothing for certain; not looked at again, for it may be long. */
  let nothing = ''
  let held = ''

  /** What stands at an offset of what is held: its length when it says nothing; null: it says something; `open`: it may not. */
  function unit(at: number): number | null | 'open' {
    filler.lastIndex = at
    const blanks = filler.exec(held)?.[0].length ?? 0
    if (blanks > 0) return blanks
    words.lastIndex = at
    const described = words.exec(held)?.[0].length ?? 0
    const from = at + described
    const rest = held.slice(from, from + removed.length + 1)
    const space = described > 0 && rest.startsWith(' ') ? 1 : 0
    if (rest.startsWith(removed, space)) return described + space + removed.length
    wordsBegun.lastIndex = at
    const isOpen = wordsBegun.test(held) || removed.startsWith(rest.slice(space))
    return isOpen && held.length - at < longestWords + removed.length ? 'open' : null
  }

  return {
    push(text) {
      if (begun) return text
      held += text
      let at = 0
      for (let length = unit(at); at < held.length; length = unit(at)) {
        if (length === 'open') break
        if (length === null) {
          begun = true
          return nothing + held
        }
        at += length
      }
      nothing += held.slice(0, at)
      held = held.slice(at)
      return ''
    },
    end() {
      if (begun || held === '') return ''
      begun = true
      return nothing + held
    },
  }
}
