import { wordsOf } from '../agents/fold-text.ts'
import { hasCue, type QuestionKind, questionKind } from './question-cues.ts'
import { holdsName } from './question-terms.ts'
import { remember } from './remember.ts'
import { splitUnits, type Unit } from './sentences.ts'
import { stopWords } from './stop-words.ts'
import { type WordForm, wordForm } from './word-form.ts'

/** A unit of a passage as it reads whatever the question is. */
export interface PassageUnit {
  unit: Unit
  /** Its folded words … */
  words: readonly string[]
  /** … and what they are compared by. */
  forms: readonly WordForm[]
  /** How many of them are no stop words. */
  content: number
  /** A question, an announcement of nothing or where to read more: it does not answer. */
  hollow: boolean
  /** What holdsCue() found out so far. */
  cues: Partial<Record<QuestionKind, boolean>>
}

/** A title, or the headings above a unit, as they read whatever the question is. */
export interface HeadingText {
  /** What its folded words are compared by. */
  forms: readonly WordForm[]
  /** What kind of question it asks. */
  kind: QuestionKind
  /** True when a name stands in it. */
  named: boolean
}

/** Texts whose units are remembered: about 5 MB. The same passages are found again and again. */
const mostTexts = 400
const mostHeadings = 2000
const remembered = new Map<string, ReadText>()

interface ReadText {
  section: string | null
  code: boolean
  units: readonly PassageUnit[]
}

/**
 * The units of a passage with their words. Cutting and folding was half of the time of reading a passage beside a question, so
 * the last texts read are remembered; whoever gets them leaves them as they are. See splitUnits() for the arguments.
 */
export function passageUnits(content: string, section: string | null, code: boolean): readonly PassageUnit[] {
  const known = remembered.get(content)
  // Read last, forgotten last.
  if (known !== undefined) remembered.delete(content)
  if (known !== undefined && known.section === section && known.code === code) {
    remembered.set(content, known)
    return known.units
  }
  const units = splitUnits(content, section, code).map(readUnit)
  remembered.set(content, { section, code, units })
  const [oldest] = remembered.keys()
  if (remembered.size > mostTexts && oldest !== undefined) remembered.delete(oldest)
  return units
}

/** A title or heading with what is read of it; remembered, as units are. */
export const headingText = remember(
  mostHeadings,
  (text): HeadingText => ({
    forms: wordsOf(text).map(wordForm),
    kind: questionKind(text),
    named: holdsName(text),
  }),
)

/** True when a unit holds what an answer to that kind of question holds. */
export function holdsCue(read: Pick<PassageUnit, 'unit' | 'cues'>, kind: QuestionKind): boolean {
  const known = read.cues[kind]
  if (known !== undefined) return known
  const found = hasCue(kind, read.unit.text)
  read.cues[kind] = found
  return found
}

function readUnit(unit: Unit, index: number, units: readonly Unit[]): PassageUnit {
  const words = wordsOf(unit.text)
  return {
    unit,
    words,
    forms: words.map(wordForm),
    content: words.reduce((sum, word) => sum + (stopWords.has(word) ? 0 : 1), 0),
    hollow: isHollow(units, index),
    cues: {},
  }
}

const readMore =
  /^\W*(en savoir plus|pour aller plus loin|voir aussi|à lire|références?|ressources?|liens?|sources?|see also|read more|further reading|references|resources|links)\W*$/iu

function isHollow(units: readonly Unit[], index: number): boolean {
  const unit = units[index]
  const next = units[index + 1]
  if (unit === undefined || unit.text.endsWith('?')) return true
  const announces = /[:：]$/.test(unit.text)
  if (announces && (next === undefined || next.kind === 'text')) return true
  const lead = units[unit.lead ?? -1]?.text ?? unit.text
  return readMore.test(unit.heading) || readMore.test(lead)
}
