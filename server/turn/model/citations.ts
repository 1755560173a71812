import { createCodeState } from './code-state.ts'
import type { TextFilter } from './text-filter.ts'

/** A passage the answer cites: its index among those given, and the sentences that cite it, in order. */
export interface Citation {
  passage: number
  sentences: string[]
}

export interface CitationFilter extends TextFilter {
  /** Passages cited so far, in the order of the numbers shown: the first one is `[1]`. */
  cited(): Citation[]
}

/** Longest thing taken for a citation, in UTF-16 units: `[extraits 1, 2, 3, 4]`. */
const longest = 48
/** How much of what was said is kept, to know the sentence that cites. */
const longestSentence = 600
/** How many sentences are kept of a passage: a quote is chosen near them, and more say nothing new. */
const mostSentences = 20

const words = ['extraits', 'sources', 'passages', 'documents', 'excerpts', 'docs', 'note']
/** With the one blank before it: a run of them would be read anew from each of its blanks. */
const mark =
  /([ \t\u00A0\u202F]?)\\?[[【]\s*\^?(?:(?:extraits?|sources?|passages?|documents?|excerpts?|docs?|notes?)\s*)?((?:n°\s*)?\d{1,2}(?:\s*(?:,|;|&|-|–|et|and)\s*\d{1,2})*)\s*(?:†[^\]】\n]{0,24})?\\?[\]】]/iuy
const mayBegin = /`+|~{3,}|~+$|\n|[ \t\u00A0\u202F]?(?:\\?[[【]|\\$|$)/gu
const marks = /`+|~+/y
const begun = /[ \t\u00A0\u202F]?\\?[[【]?/uy

/**
 * Checks, as it comes, the citations that a model writes: `[2]`, `[1, 3]`, `[1][2]`, `[1-3]`, `【1†source】`. A number
 * that points to none of the `count` passages disappears; the others are numbered anew in the order of their first
 * use. What stands in code is left alone: `list[0]` cites nothing. Holds back only what may be a citation (48 units), and
 * such a thing in inline code until its end (200).
 */
export function createCitationFilter(count: number): CitationFilter {
  const citations: Citation[] = []
  const code = createCodeState()
  let held = ''
  /** White space before a citation that disappeared: kept when a word follows. */
  let orphan = ''
  let spoken = ''
  /** The sentence that `spoken` ends with, once a citation asked for it. */
  let sentence: string | undefined

  function read(text: string, final: boolean): string {
    let out = ''
    let at = 0
    while (at < text.length) {
      mayBegin.lastIndex = at
      const next = mayBegin.exec(text)?.index ?? text.length
      code.text(text.slice(at, next))
      out += say(text.slice(at, next))
      at = next
      if (at === text.length) break
      const other = notCitation(text, at, final)
      if (other === null) break
      if (other > at) {
        out += say(text.slice(at, other))
        at = other
        continue
      }
      mark.lastIndex = 0
      const candidate = text.slice(at, at + longest)
      const match = mark.exec(candidate)
      if (match !== null) {
        code.text('[')
        out += cite(match[1] ?? '', match[2] ?? '')
        at += match[0].length
      } else if (!final && text.length - at <= longest && mayBecome(candidate)) break
      else {
        begun.lastIndex = at
        const whole = begun.exec(text)?.[0] ?? ''
        code.text(whole)
        out += say(whole)
        at += whole.length
      }
    }
    held = text.slice(at)
    return out
  }

  /** The end of what stands at an offset when it is code, or about it; the offset when not; null: more must say. */
  function notCitation(text: string, at: number, final: boolean): number | null {
    if (text.charAt(at) === '\n') {
      code.lineFeed()
      return at + 1
    }
    marks.lastIndex = at
    const run = marks.exec(text)?.[0] ?? ''
    if (run.length > longest) {
      code.text('`')
      return at + longest
    }
    if (run !== '') {
      if (at + run.length === text.length && !final) return null
      code.run(run)
      return at + run.length
    }
    begun.lastIndex = at
    const bracket = begun.exec(text)?.[0] ?? ''
    if (!/[[【]$/.test(bracket)) return at
    if (code.inBlock()) return at + bracket.length
    const end = code.inlineEnd(text, at, final)
    return end === 'open' ? null : (end ?? at)
  }

  function say(text: string): string {
    if (text === '') return ''
    const space = /^[\s.,;:!?…)»\]]/u.test(text) ? '' : orphan
    orphan = ''
    spoken += space + text
    // Cut now and then, not at each token.
    if (spoken.length > 8 * longestSentence) spoken = spoken.slice(-longestSentence)
    sentence = undefined
    return space + text
  }

  function cite(space: string, numbers: string): string {
    const known = [...new Set(expand(numbers))].filter(number => number >= 1 && number <= count)
    if (known.length === 0) {
      orphan ||= space
      return ''
    }
    const before = orphan || space
    orphan = ''
    sentence ??= lastSentence(spoken.slice(-longestSentence))
    const citing = sentence
    return before + known.map(number => `[${numberOf(number - 1, citing)}]`).join('')
  }

  function numberOf(passage: number, sentence: string): number {
    const known = citations.find(citation => citation.passage === passage)
    if (known === undefined) return citations.push({ passage, sentences: [sentence] })
    if (known.sentences.length < mostSentences && !known.sentences.includes(sentence))
      known.sentences.push(sentence)
    return citations.indexOf(known) + 1
  }

  return {
    push: text => read(held + text, false),
    end: () => read(held, true),
    cited: () => citations,
  }
}

/** `1, 3` and `1-3` as numbers; a range that counts down or is longer than what one answer reads is two numbers. */
function expand(numbers: string): number[] {
  return numbers.split(/\s*(?:,|;|&|et|and)\s*/iu).flatMap(part => {
    const [first = 0, last = first] = (part.match(/\d+/g) ?? []).map(Number)
    const length = last - first + 1
    return length >= 1 && length <= 20 ? Array.from({ length }, (_, step) => first + step) : [first, last]
  })
}

function mayBecome(text: string): boolean {
  const [, word = '', rest = ''] =
    /^[ \t\u00A0\u202F]?(?:\\?(?:[[【]\s*(?:\^?([a-z]*)(\s*(?:n°?)?[\d\s,;&–etand-]*(?:†[^\]】\n]{0,24})?\\?))?)?)?$/iu.exec(
      text,
    ) ?? [null, 'x']
  return rest === '' || word === '' ? isWordBegun(word) : isWord(word)
}

function isWordBegun(word: string): boolean {
  return word === '' || words.some(known => known.startsWith(word.toLowerCase())) || /^n$/i.test(word)
}

function isWord(word: string): boolean {
  return words.some(known => known === word.toLowerCase() || known === `${word.toLowerCase()}s`)
}

/** The sentence that a citation stands at the end of, or in. */
function lastSentence(spoken: string): string {
  const text = spoken.trimEnd()
  const ended = [...text.slice(0, -1).matchAll(/[.!?…]["»”)]*\s+|\n+/gu)].at(-1)
  return text.slice(ended === undefined ? 0 : ended.index + ended[0].length).trim()
}
