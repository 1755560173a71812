import { foldText, wordsOf } from './fold-text.ts'
import { contentOf } from './function-words.ts'
import { placesOfNames } from './named-persona.ts'
import type { Persona } from './persona.ts'
import { smalltalkTopic } from './smalltalk.ts'

/** A message that speaks to one specialist, by her name, and what it says to her. */
export interface SpokenTo<Named> {
  persona: Named
  /** The message without the address; at least one word. */
  rest: string
}

/** What may come before the name that opens a message. */
const opening =
  /^(?:(?:re)?(?:bonjour|bonsoir|salut|coucou|hello|hi|hey|slt|bjr|cc|merci|thanks|ok|okay|d'accord|super|bon|alors|et|and|mais|but|dis|dites|moi|toi|vous|you|yes|oui|chere?|dear)(?:[\s,!.-]+|$))*@?$/
/** "Demande à Carole combien …", "Une question pour Carole : …". */
const entrusting =
  /^(?:(?:bonjour|bonsoir|salut|coucou|hello|hi)[\s,!.]+)?(?:(?:je (?:veux|voudrais|souhaite|aimerais)|j'aimerais|peux-tu|tu peux|i want to|i'd like to|can you) )?(?:demander?z? a|(?:parler|discuter) (?:a|avec)|(?:talk|speak) (?:to|with)|poser (?:une|la|ma) question a|ask|(?:(?:j'ai )?une )?question pour|(?:a )?question for)\s+$/
/** A sentence that begins after a name without a comma: "Carole comment …", "Carole je voudrais …". */
const sentence =
  /^\s+(?:comment|combien|quel|quelle|quels|quelles|pourquoi|quand|ou est|qu'|que |c'est quoi|c quoi|est-ce|tu |vous |peux|pouvez|je |j'|mes |mon |ma |il |on |y a|aide|donne|dis|explique|how|what|why|when|where|which|can |could |do |does |should |is |are |i |my )/
/** "Et Carole, elle fait quoi ?" speaks of her. */
const spokenOf = /^\s*,?\s*(?:(?:elle|lui|she|he|qui)\b|(?:c'est|est) qui\b)/

/**
 * The specialist a message speaks to ("Carole, c'est quoi un réel ?", "et toi Audrey, …", "…, Carole ?") and the rest of it: she
 * is not what is asked about. A name may be a common word ("une couleur claire", "du rose"), so it counts only where it is
 * an address. Null when the message speaks to nobody, names two, or says nothing else than a courtesy.
 */
export function readSpokenTo<Named extends Pick<Persona, 'id' | 'name'>>(
  message: string,
  personas: readonly Named[],
): SpokenTo<Named> | null {
  const addressed = placesOfNames(message, personas).flatMap(({ persona, before, after, capital }) => {
    const rest = withoutAddress(before, after, capital)
    return rest === null ? [] : [{ persona, rest }]
  })
  const [only] = addressed
  if (!only || addressed.length > 1 || wordsOf(only.rest).length === 0) return null
  return smalltalkTopic(only.rest) === null ? only : null
}

/** What is said before and after a name that is spoken to; null when it is not. */
function withoutAddress(before: string, after: string, capital: boolean): string | null {
  const [lead, tail] = [foldText(before), foldText(after)]
  if (entrusting.test(lead)) return contentOf(tail) === '' ? null : after.replace(/^[\s,:]+/u, '')
  if (spokenOf.test(tail)) return null
  const stops = /^\s*[,:!?;….]|^\s+[-–—]\s/u.test(tail)
  if (opening.test(lead.trimStart()) && (stops || sentence.test(tail) || lead.endsWith('@')))
    return cut('', after)
  const toHer = /(?:^|[\s,])(?:toi|vous) $/.test(lead)
  if (toHer && stops) return cut(before.replace(/(?<!\p{L})(?:et\s+)?(?:toi|vous)\s+$/iu, ''), after)
  const apart = /[,.!?…]\s+(?:et\s+)?$/u.test(before) && /^\s*(?:,|[?!.…]*\s*$)/u.test(tail)
  // Without a capital "…, rose, bleu" are three colours.
  return (apart && capital) || lead.endsWith('@') ? cut(before, after) : null
}

/** A message without its address. */
function cut(before: string, after: string): string {
  const said = before.replace(/[\s,]+(?:et\s+)?@?$/iu, '')
  if (!/[\p{L}\p{N}]/u.test(after)) return `${said}${after}`.trim()
  return `${said} ${after.replace(/^[\s,:!?;….–—-]+/u, '')}`.trim()
}
