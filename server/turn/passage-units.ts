import { wordsOf } from '../agents/fold-text.ts'
import { type QuestionKind, questionKind } from './question-cues.ts'
import { holdsName } from './question-terms.ts'
import { remember } from './remember.ts'
import { splitUnits, type Unit } from './sentences.ts'
import { stopWords } from './stop-words.ts'

/** A unit of a passage as it reads whatever the question is. */
export interface PassageUnit {
  unit: Unit
  /** Its folded words. */
  words: readonly string[]
  /** How many of them are no stop words. */
  content: number
}

/** A title, or the headings above a unit, as they read whatever the question is. */
export interface HeadingText {
  /** Its folded words. */
  words: readonly string[]
  /** What kind of question it asks. */
  kind: QuestionKind
  /** True when a name stands in it. */
  named: boolean
}

/** Texts whose units are remembered: about 5 MB. The same passages are found again and again. */
const mostTexts = 400
const mostHeadings = 2000
const remembered = new Map<string, readonly PassageUnit[]>()

/**
 * The units of a passage with their words. Cutting and folding was half of the time of reading a passage beside a question, so
 * the last texts read are remembered; whoever gets them leaves them as they are. See splitUnits() for the arguments.
 */
export function passageUnits(content: string, section: string | null, code: boolean): readonly PassageUnit[] {
  const key = `${code ? 'c' : 't'}${section === null ? '' : `s${section}`}\u0000${content}`
  const known = remembered.get(key)
  if (known !== undefined) {
    // Read last, forgotten last.
    remembered.delete(key)
    remembered.set(key, known)
    return known
  }
  const units = splitUnits(content, section, code).map(readUnit)
  remembered.set(key, units)
  const [oldest] = remembered.keys()
  if (remembered.size > mostTexts && oldest !== undefined) remembered.delete(oldest)
  return units
}

/** A title or heading with what is read of it; remembered, as units are. */
export const headingText = remember(
  mostHeadings,
  (text): HeadingText => ({ words: wordsOf(text), kind: questionKind(text), named: holdsName(text) }),
)

function readUnit(unit: Unit): PassageUnit {
  const words = wordsOf(unit.text)
  return { unit, words, content: words.reduce((sum, word) => sum + (stopWords.has(word) ? 0 : 1), 0) }
}
