import { leaningOf, leansEnough, refersBack } from '../agents/follow-up.ts'
import { questionKind } from './question-cues.ts'
import { holdsPronoun } from './question-parts.ts'
import { saysSubject } from './question-terms.ts'

/** Below, a message leans on nothing. */
const leansAtAll = 0.5

/**
 * Whether a message is searched for as it is, whatever was said before (but for a reply to the clarifying question): not "et pour
 * les réels ?", nor what is short and names nothing ("combien de places ?") or means what was named ("c'est obligatoire ?").
 */
export function standsAlone(message: string): boolean {
  const leaning = leaningOf(message)
  if (leaning >= leansEnough || (leaning > 0 && meansEarlier(message))) return false
  return leaning < leansAtAll || saysSubject(message)
}

/** Whether a message means what was named before: "c'est obligatoire ?", "où l'acheter ?" */
export function meansEarlier(message: string): boolean {
  return refersBack(message) || holdsPronoun(message)
}

/** "et pour les réels ?" asks about reels, whatever was talked about. */
const another = /^\s*(?:et|mais|and|but|what|how)\s+(?:pour|sur|avec|chez|dans|about|for|with|on)\s/iu

/** Whether a message goes on to another subject, of which it asks the same. */
export function namesAnother(message: string): boolean {
  return another.test(message)
}

/** Whether what follows a message goes on with it: "quelle musique ?", asked of reels, is followed by questions about reels. */
export function opensSubject(message: string): boolean {
  if (namesAnother(message)) return true
  if (!standsAlone(message)) return false
  return leaningOf(message) < leansAtAll || questionKind(message) === 'definition'
}
