import { foldText } from './fold-text.ts'
import { type Manner, mannerOf } from './part-manner.ts'

/** Between parts of a message that may be about different things, with the word that joins them. */
const between = /([.!?;:\n]+|,\s|\s(?:et|puis|mais|ainsi que|plus|and|but|then|also)\s)/i

/** What a part may begin with that belongs to none. */
const joining = /^(?:et|puis|mais|plus|and|but|then|also)\s+/i

/** The visitor cannot wait for this part, or puts it first. */
const pressing =
  /\b(?:urgente?|urgence|urgemment|en priorite|prioritaire|d'abord|en premier|avant tout|surtout|au plus vite|rapidement|vite|tout de suite|immediatement|maintenant|aujourd'hui|ce soir|ce matin|demain|bloquee?|coincee?|en panne|plante|ne (?:marche|fonctionne|part|partent|s'envoie|s'envoient) (?:plus|pas)|marche (?:plus|pas)|asap|urgent(?:ly)?|right now|first of all|today|tonight|tomorrow|broken|stuck|not working|stopped working)\b/

/** A part of a message, what it does, and whether it is the pressing one. */
export interface Part {
  text: string
  manner: Manner
  pressing: boolean
}

/** Parts looked at: more make no message more mixed, only slower. */
const mostParts = 8

/** The first parts of a message, of two words or one long one; a single one when it has no seam. */
export function partsOf(message: string): Part[] {
  const pieces = message.split(between)
  const parts: Part[] = []
  let seam = ''
  for (let at = 0; at < pieces.length && parts.length < mostParts; at += 2) {
    const piece = (pieces[at] ?? '').trim()
    const [joiner = ''] = joining.exec(piece) ?? []
    const text = piece.slice(joiner.length)
    if (joiner) seam = ` ${joiner}`
    const after = pieces[at + 1] ?? ''
    if (/\s/.test(text) || text.length > 5) {
      const manner = mannerOf({ text, before: seam, after, previous: parts.at(-1)?.manner })
      parts.push({ text, manner, pressing: pressing.test(foldText(text)) })
    }
    seam = after
  }
  return parts
}

/** A part that is plainly one specialist's. */
export interface OwnedPart {
  /** Its words, as the visitor wrote them. */
  text: string
  /** Index of the specialist. */
  owner: number
  manner: Manner
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
  for (const { text, manner, pressing } of parts) {
    const { shares, inScope } = weigh(text)
    const share = Math.max(...shares)
    const before = owned.at(-1)
    if (share >= surelyShare && inScope >= surelyInScope) {
      owned.push({ text, owner: shares.indexOf(share), manner, pressing, inScope })
    } else if (pressing && before) {
      before.pressing = true
      if (manner === 'asks') before.manner = 'asks'
    }
  }
  return owned
}

/** The parts to be answered: those that ask; where none does, all that are not declined; where all are, all of them. */
export function askedParts(parts: readonly OwnedPart[]): readonly OwnedPart[] {
  const asking = parts.filter(({ manner }) => manner === 'asks')
  const wanted = asking.length > 0 ? asking : parts.filter(({ manner }) => manner !== 'declines')
  return wanted.length > 0 ? wanted : parts
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
