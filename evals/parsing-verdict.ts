/** What became of a file. */
export type ParsingOutcome =
  | { kind: 'read'; text: string; warnings: string[] }
  | { kind: 'refused'; reason: string }

/** What a manifest says must come out. */
export interface ParsingExpectation {
  expect: string
  mustContain: readonly string[]
  /** Known text of a picture, '' when none is known. */
  reference: string
}

/** How an outcome compares. */
export interface ParsingVerdict {
  asExpected: boolean
  /** Of the strings that must be in the text. */
  found: number
  /** Words to change, add or take away, for each word of the reference; null without one. */
  wordError: number | null
}

/** Word error up to which a recognised page counts as read: what tesseract.js itself reaches on these is .03 to .09. */
const readableError = 0.15

const fold = (text: string) => text.normalize('NFKC').replace(/[’‘]/g, "'").replace(/\s+/g, ' ')
const wordsOf = (text: string) =>
  fold(text)
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []

/** Levenshtein's distance between two lists of words, over the length of the first. */
export function wordErrorRate(reference: string, text: string): number {
  const wanted = wordsOf(reference)
  const got = wordsOf(text)
  let above = Array.from({ length: got.length + 1 }, (_, index) => index)
  for (const [row, word] of wanted.entries()) {
    const current = [row + 1]
    for (const [column, other] of got.entries())
      current.push(
        Math.min(
          (above[column + 1] ?? 0) + 1,
          (current[column] ?? 0) + 1,
          (above[column] ?? 0) + (word === other ? 0 : 1),
        ),
      )
    above = current
  }
  return wanted.length === 0 ? 0 : (above.at(-1) ?? 0) / wanted.length
}

const refusals: Record<string, readonly string[]> = {
  'reject-password': ['encrypted'],
  'reject-corrupt': ['corrupt', 'mismatch', 'too_complex'],
  empty: ['empty'],
  'empty-or-garbage': ['empty', 'corrupt', 'scanned'],
}

/** Compares what came out with what must: see `expect` in the set's description. */
export function parsingVerdict(outcome: ParsingOutcome, expectation: ParsingExpectation): ParsingVerdict {
  const { expect, mustContain, reference } = expectation
  const text = outcome.kind === 'read' ? fold(outcome.text) : ''
  // Letters printed far apart come out with blanks between them: blanks do not count.
  const bare = text.replaceAll(' ', '')
  const found = mustContain.filter(part => bare.includes(fold(part).replaceAll(' ', ''))).length
  const wordError =
    reference === '' || outcome.kind !== 'read' ? null : wordErrorRate(reference, outcome.text)
  const whole = outcome.kind === 'read' && found === mustContain.length
  const isRefused = outcome.kind === 'refused'
  const asExpected = (() => {
    if (expect === 'text') return whole
    if (expect === 'ocr') return wordError === null ? text.trim() !== '' : wordError <= readableError
    if (expect === 'text-or-reject') return whole || isRefused
    if (expect === 'reject-or-empty') return isRefused || text.trim() === ''
    // The reader's own bounds hold for every file.
    if (expect === 'reject-or-bounded') return true
    const flagged =
      outcome.kind === 'read' && outcome.warnings.some(warning => /noise|not sure/.test(warning))
    if (expect === 'empty-or-garbage' && flagged) return true
    return isRefused && (refusals[expect] ?? []).includes(outcome.reason)
  })()
  return { asExpected, found, wordError }
}
