import { foldText } from './fold-text.ts'
import type { Language } from './persona.ts'

/**
 * Words that only one of the two languages uses. Grammar counts, not subjects: French marketing speaks of funnels,
 * stories and email, and English borrows its résumé; neither says "je" or "the" in the other's sentence.
 */
const grammar: Record<Language, ReadonlySet<string>> = {
  fr: toSet(`le la les un une des du de d l au aux et ou mais donc je j tu t il elle nous vous ils elles ca c s m n y
    mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cet cette ces qui que qu quoi dont quel quelle quels
    quelles comment combien pourquoi quand est suis es sont etre ai as ont avoir fait faire fais peux peut veux veut
    pas ne plus pour par avec sans sous dans sur chez vers entre depuis bonjour bonsoir salut coucou merci oui non svp
    stp faut aussi tres bien trop moins encore deja ici voila alors quelqu quelque parler vrai une aide aider bjr slt
    dois doit puis sais cherche voudrais aimerais cest jai jarrive jveux chui pr bcp mdr aucun rien tout toute tous`),
  en: toSet(`the a an of to and or but so i im ive id you your yours he she it its we they them my me our their his her this that
    these those who what which how when where why is am are was were be been do does did dont doesnt cant wont
    can could should would will have has had not no yes for with without from into about at by if then than there here
    hello hi hey thanks thank please bye good help need want someone somebody anyone get got make start much many
    often more some any just like know speak talk tell give show best human`),
}

/** Words both languages use: they tell nothing. */
const shared = toSet('a on me no plus or')

/**
 * French or English, for a short chat message; `fallback` when the message does not tell
 * (one word both use, a name, emoji only).
 */
export function detectLanguage(text: string, fallback: Language): Language {
  const french = scoreOf(text, 'fr')
  const english = scoreOf(text, 'en')
  if (french === english) return fallback
  return french > english ? 'fr' : 'en'
}

function scoreOf(text: string, language: Language): number {
  const words = foldText(text).match(/[\p{L}]+/gu) ?? []
  const known = words.filter(word => grammar[language].has(word) && !shared.has(word)).length
  return known + (language === 'fr' ? frenchSigns(text) : englishSigns(text))
}

/** Accents and elisions are French, whatever the words are. */
function frenchSigns(text: string): number {
  const accents = text.match(/[éèêëàâùûîïôçœ]/giu)?.length ?? 0
  const elisions = text.match(/\b(?:[cdjlmnst]|qu)['’](?=\p{L}{2})/giu)?.length ?? 0
  return Math.min(accents, 2) * 0.75 + elisions * 0.75
}

function englishSigns(text: string): number {
  const contractions =
    text.match(
      /\b(?:\p{L}+n['’]t|(?:i|you|he|she|it|we|they|what|that|let|how|who|where|there)['’](?:m|s|re|ve|ll|d))\b/giu,
    )?.length ?? 0
  return contractions
}

function toSet(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/))
}
