import { createWordCorrector } from './correct-words.ts'
import { wordsOf } from './fold-text.ts'
import {
  act,
  asksForLanguage,
  asksForOthers,
  asksForTerms,
  callMe,
  craft,
  humanAlone,
  noMachine,
  ofTheirOwn,
  refusesHuman,
  someoneElse,
  talkToAnyone,
  talkToHuman,
  wantsItDone,
} from './human-patterns.ts'
import { humanRequests, lookAlikes } from './human-phrases.ts'
import { neighbours, politeness, vocabulary } from './human-vocabulary.ts'
import type { Persona } from './persona.ts'
import { createExampleScorer } from './score-examples.ts'

/** The many spellings of "quelqu'un". */
const somebodySpelled =
  /\b(?:quelqu?n|quelquun|quelqueun|quelq un|kelqu?n|kelkun|kelk un|qqn|qqun|qlqn|qlq1|qq1)\b/g

/** How surely (0..1) a message asks for a person of the team; 0 when it does not, 0.9 and more when it does. */
export type HumanDetector = (message: string) => number

/** Without one of these a message may sound like a request ("can you give me …") and cannot be one. */
const anchors: ReadonlySet<string> = new Set(vocabulary.filter(word => !politeness.includes(word)))

/** Lead over the look-alikes, in scores of the example scorer, from which likeness alone is enough. */
const enough = 0.12

/**
 * Tells a message that asks for a person of the team (to talk to someone, to be called back, refunded, cancelled)
 * from one about talking to, calling or refunding the visitor's own public. Phrases first, after typos
 * are corrected; then likeness to human-phrases.ts, with those of the specialists' own examples among the look-alikes
 * that could be taken for one.
 */
export function createHumanDetector(personas: readonly Pick<Persona, 'examples'>[]): HumanDetector {
  const correct = createWordCorrector(vocabulary, neighbours)
  const nothing = { keywords: [], description: { fr: '', en: '' } }
  const isAnchored = (words: readonly string[]) => words.some(word => anchors.has(word))
  const own = personas.flatMap(({ examples }) => examples.filter(text => isAnchored(correct(wordsOf(text)))))
  const score = createExampleScorer([
    { ...nothing, examples: [...humanRequests] },
    { ...nothing, examples: [...lookAlikes, ...own] },
  ])
  return message => {
    const text = correct(wordsOf(message)).join(' ').replace(somebodySpelled, 'quelqu un')
    if (text === '' || refusesHuman.test(text)) return 0
    const byPhrase = scoreOfPhrase(text)
    if (byPhrase !== null) return byPhrase
    if (!isAnchored(text.split(' '))) return 0
    const { scores, background } = score(text)
    const lead = (scores[0] ?? 0) - Math.max(scores[1] ?? 0, background + 0.5)
    return lead < enough ? 0 : Math.min(0.97, 0.9 + (lead - enough) / 5)
  }
}

/** What the phrases say: surely a request, surely none (0), or nothing (null). */
function scoreOfPhrase(text: string): number | null {
  if (humanAlone.test(text)) return 0.98
  const ofTheWork = craft.test(text)
  if (noMachine.test(text) && !ofTheWork) return 0.95
  if (ofTheWork || ofTheirOwn.test(text)) return 0
  if (talkToHuman.test(text)) return 0.97
  if (callMe.test(text)) return 0.95
  if (asksForAnyone(text)) return 0.93
  // The likeness to "remboursez-moi" would hand over who only asks for the terms.
  if (asksForLanguage.test(text) || (asksForTerms.test(text) && !wantsItDone.test(text))) return 0
  return act.test(text) || asksForOthers.test(text) ? 0.92 : null
}

/** "parler à quelqu'un", unless it goes on to say that this someone is nobody of ours. */
function asksForAnyone(text: string): boolean {
  const match = talkToAnyone.exec(text)
  return match !== null && !someoneElse.test(match.groups?.rest ?? '')
}
