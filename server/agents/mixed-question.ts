import { foldText } from './fold-text.ts'

/** Between parts of a message that may be about different things. */
const between = /[.!?;:\n]+|,\s|\s(?:et|puis|mais|ainsi que|plus|and|but|then|also)\s/i

/** What a part may begin with that belongs to none. */
const joining = /^(?:et|puis|mais|plus|and|but|then|also)\s+/i

/** The visitor cannot wait for this part, or puts it first. */
const pressing =
  /\b(?:urgente?|urgence|urgemment|en priorite|prioritaire|d'abord|en premier|avant tout|surtout|au plus vite|rapidement|vite|tout de suite|immediatement|maintenant|aujourd'hui|ce soir|ce matin|demain|bloquee?|coincee?|en panne|plante|ne (?:marche|fonctionne|part|partent|s'envoie|s'envoient) (?:plus|pas)|marche (?:plus|pas)|asap|urgent(?:ly)?|right now|first of all|today|tonight|tomorrow|broken|stuck|not working|stopped working)\b/

/** A part of a message, and whether it is the pressing one. */
export interface Part {
  text: string
  pressing: boolean
}

/** Parts looked at: more make no message more mixed, only slower. */
const mostParts = 8

/** The first parts of a message, of two words or one long one; a single one when it has no seam. */
export function partsOf(message: string): Part[] {
  return message
    .split(between)
    .map(part => part.trim().replace(joining, ''))
    .filter(part => /\s/.test(part) || part.length > 5)
    .slice(0, mostParts)
    .map(text => ({ text, pressing: pressing.test(foldText(text)) }))
}

/** A part that is plainly one specialist's. */
export interface OwnedPart {
  /** Its words, as the visitor wrote them. */
  text: string
  /** Index of the specialist. */
  owner: number
  pressing: boolean
  inScope: number
}

/** How likely a part must be one specialist's, and anybody's, to count. */
const surelyShare = 0.85
const surelyInScope = 0.75

/** The parts that are plainly somebody's; "c'est urgent" is nobody's and speaks of the part before it. */
export function ownedParts(
  parts: readonly Part[],
  weigh: (text: string) => { shares: number[]; inScope: number },
): OwnedPart[] {
  if (parts.length < 2) return []
  const owned: OwnedPart[] = []
  for (const { text, pressing } of parts) {
    const { shares, inScope } = weigh(text)
    const share = Math.max(...shares)
    const before = owned.at(-1)
    if (share >= surelyShare && inScope >= surelyInScope) {
      owned.push({ text, owner: shares.indexOf(share), pressing, inScope })
    } else if (pressing && before) before.pressing = true
  }
  return owned
}

/**
 * Which of several owners a mixed message goes to: the owner of its pressing part, if there is one and only one;
 * else the last of them in the specialists' order (so that a message half Audrey's and half Carole's is
 * Carole's, as it always was).
 */
export function ownerOfMixed(parts: readonly OwnedPart[]): {
  owner: number
  urgent: boolean
} {
  const urgent = new Set(parts.filter(part => part.pressing).map(part => part.owner))
  const [only] = urgent
  if (urgent.size === 1 && only !== undefined) return { owner: only, urgent: true }
  return { owner: Math.max(...parts.map(part => part.owner)), urgent: false }
}
