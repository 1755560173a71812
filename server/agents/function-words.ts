import { wordsOf } from './fold-text.ts'
import type { Language } from './persona.ts'

/**
 * Words that only one of the two languages uses. Grammar counts, not subjects: French marketing speaks of funnels,
 * stories and email, and English borrows its résumé; neither says "je" or "the" in the other's sentence.
 */
export const functionWords: Record<Language, ReadonlySet<string>> = {
  fr: toSet(`le la les un une des du de d l au aux et ou mais donc je j tu t il elle nous vous ils elles ca c s m n y
    mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cet cette ces qui que qu quoi dont quel quelle quels
    quelles comment combien pourquoi quand est suis es sont etre ai as ont avoir fait faire fais peux peut veux veut
    pas ne plus pour par avec sans sous dans sur chez vers entre depuis bonjour bonsoir salut coucou merci oui non svp
    stp faut aussi tres bien trop moins encore deja ici voila alors quelqu quelque parler vrai une aide aider bjr slt
    dois doit puis sais cherche voudrais aimerais cest jai jarrive jveux chui pr bcp mdr aucun rien tout toute tous
    chose choses truc trucs machin deux trois quatre cinq sept huit neuf dix`),
  en: toSet(`the a an of to and or but so i im ive id you your yours he she it its we they them my me our their his her this that
    these those who what which how when where why is am are was were be been do does did dont doesnt cant wont
    can could should would will have has had not no yes for with without from into about at by if then than there here
    hello hi hey thanks thank please bye good help need want someone somebody anyone get got make start much many
    often more some any just like know speak talk tell give show best human`),
}

/** The words of a text that tell its subject, joined by spaces; empty when it has none. */
export function contentOf(text: string): string {
  return wordsOf(text)
    .filter(word => word.length > 1 && !functionWords.fr.has(word) && !functionWords.en.has(word))
    .join(' ')
}

function toSet(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/))
}
