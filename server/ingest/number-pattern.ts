type Token =
  | { kind: 'text'; text: string }
  | { kind: 'digit'; zero: boolean }
  | { kind: 'point' }
  | { kind: 'comma' }
  /** As many digits as the number has. */
  | { kind: 'general' }

/** One of the parts of a format's code that semicolons separate. */
interface Section {
  /** `[<=9999999]`; null when the number's sign decides. */
  meets: ((value: number) => boolean) | null
  tokens: Token[]
}

/** A code of digits, separators and literal text: `00000`, `#,##0" €/mois"`, `0#" "##" "##" "##" "##`. */
export type NumberPattern = readonly Section[]

const piece =
  /"([^"]*)"|\\(.)|[_*].|\[(\$[^\]]*|[<>=][^\]]*|[^\]]*)\]|(general|standard)|([0#?])|(\.)|(,)|([^@%/])/gisu

function condition(text: string): Section['meets'] {
  const [, sign = '', digits = ''] = /^(<=|>=|<>|<|>|=)\s*(-?[\d.]+)$/.exec(text) ?? []
  const bound = Number(digits)
  if (sign === '<=') return value => value <= bound
  if (sign === '>=') return value => value >= bound
  if (sign === '<>') return value => value !== bound
  if (sign === '<') return value => value < bound
  if (sign === '>') return value => value > bound
  return sign === '=' ? value => value === bound : null
}

function readSection(code: string): Section | null {
  const section: Section = { meets: null, tokens: [] }
  let read = 0
  for (const found of code.matchAll(piece)) {
    if (found.index !== read) return null
    read += found[0].length
    const [, quoted, escaped, bracket, general, digit, point, comma, letter] = found
    // `[$€-40C]` is the sign of a currency and whose it is; `[Red]` is a colour.
    const literal = quoted ?? escaped ?? letter ?? /^\$([^-]*)/.exec(bracket ?? '')?.[1]
    if (bracket && /^[<>=]/.test(bracket)) section.meets = condition(bracket)
    if (literal) section.tokens.push({ kind: 'text', text: literal })
    else if (general) section.tokens.push({ kind: 'general' })
    else if (digit) section.tokens.push({ kind: 'digit', zero: digit === '0' })
    else if (point) section.tokens.push({ kind: 'point' })
    else if (comma) section.tokens.push({ kind: 'comma' })
  }
  // Exponents are shown as plain numbers.
  return read === code.length && !/[0#?]E[+-]/i.test(code) ? section : null
}

/** Reads a code (ECMA-376 part 1, 18.8.31) that makes no date, share, fraction or exponent of a number; null for those. */
export function readNumberPattern(code: string): NumberPattern | null {
  const parts = code.match(/(?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\[])+|(?<=;|^)(?=;|$)/gsu) ?? []
  const sections = parts.slice(0, 3).map(readSection)
  return sections.length > 0 && sections.every(section => section !== null) ? sections : null
}

const isPlace = ({ kind }: Token) => kind !== 'text' && kind !== 'comma'
const textOf = (tokens: readonly Token[]) =>
  tokens.map(token => (token.kind === 'text' ? token.text : '')).join('')

/** Commas at the beginning: each behind the last digit counts in thousands. */
function lengthOfCommas(tokens: readonly Token[]): number {
  const end = tokens.findIndex(({ kind }) => kind !== 'comma')
  return end === -1 ? tokens.length : end
}

/** The part that shows a number, and the number as it shows it: a part for negative ones shows their size. */
function chooseSection(
  value: number,
  pattern: NumberPattern,
): { section: Section | undefined; shown: number } {
  const [first, negative, zero] = pattern
  if (pattern.some(({ meets }) => meets !== null)) {
    const section = pattern.find(({ meets }) => meets?.(value)) ?? pattern.find(({ meets }) => !meets)
    return { section, shown: value }
  }
  // A dash for nothing is nothing to read; a word is.
  const says = zero && !zero.tokens.some(isPlace) && !/^[^\p{L}]+$/u.test(textOf(zero.tokens))
  if (value === 0 && says) return { section: zero, shown: 0 }
  if (value >= 0 || !negative) return { section: first, shown: value }
  // Where only a colour tells it from a positive one, the sign stays.
  return { section: negative, shown: /[-(−]/.test(textOf(negative.tokens)) ? -value : value }
}

/** Digits in their places from the right: `612345678` in `0#" "##" "##" "##" "##` is `06 12 34 56 78`. */
function fillPlaces(digits: string, tokens: readonly Token[]): string {
  let rest = digits
  let filled = ''
  const first = tokens.findIndex(isPlace)
  for (const [index, token] of [...tokens.entries()].reverse()) {
    if (token.kind === 'text') filled = token.text + filled
    if (token.kind !== 'digit') continue
    const place = index === first ? rest : rest.slice(-1) || (token.zero ? '0' : '')
    filled = (place || (token.zero ? '0' : '')) + filled
    rest = rest.slice(0, -1)
  }
  return filled
}

/**
 * A number as its pattern shows it, but for separators of thousands: leading zeros, groups, what stands before and behind.
 * Decimals are the pattern's, up to two at least: what a column is too narrow for is still true.
 */
export function showPattern(value: number, pattern: NumberPattern): string {
  const { section, shown } = chooseSection(value, pattern)
  const tokens = section?.tokens ?? []
  const first = tokens.findIndex(isPlace)
  if (first === -1) return textOf(tokens).trim()
  const last = tokens.findLastIndex(isPlace)
  const point = tokens.findIndex(({ kind }) => kind === 'point')
  const whole = tokens.slice(first, point === -1 ? last + 1 : point)
  const behind = tokens.slice(last + 1)
  const thousands =
    lengthOfCommas(behind) + (point === -1 ? 0 : lengthOfCommas(tokens.slice(0, point).reverse()))
  const number = shown / 1000 ** thousands
  const decimals = point === -1 ? 0 : tokens.slice(point, last + 1).filter(isPlace).length - 1
  const general = tokens.some(({ kind }) => kind === 'general')
  const rounded = Number(
    general ? number.toPrecision(12) : number.toFixed(Math.min(20, Math.max(decimals, 2))),
  )
  const places = whole.filter(token => token.kind === 'digit')
  const isCode =
    Number.isSafeInteger(rounded) && (places.filter(({ zero }) => zero).length > 1 || textOf(whole) !== '')
  const digits = isCode ? fillPlaces(String(Math.abs(rounded)), whole) : String(Math.abs(rounded))
  const [before, after] = [textOf(tokens.slice(0, first)), textOf(behind)]
  const sign = rounded < 0 ? '-' : ''
  // `€ 29` and `29 €` are one price.
  if (/^\s*(?:[€$£¥]|CHF)\s*$/.test(before) && after.trim() === '') return `${sign}${digits} ${before.trim()}`
  return `${before}${sign}${digits}${after}`.trim()
}
