import { editDistance } from './edit-distance.ts'
import { foldText, wordsOf } from './fold-text.ts'
import type { Persona } from './persona.ts'

/**
 * The specialists a message names ("Carole, tu peux m'aider ?", "je veux parler à Audray"), in the order given. A name of
 * six letters or more may carry one typo.
 */
export function namedPersonas<Named extends Pick<Persona, 'id' | 'name'>>(
  message: string,
  personas: readonly Named[],
): Named[] {
  return placesOfNames(message, personas).map(({ persona }) => persona)
}

/** A specialist's name in a message: `before` and `after` are the rest of it, as it was written. */
export interface NamePlace<Named> {
  persona: Named
  before: string
  after: string
  /** Written with a capital: a name may be a common word ("une couleur claire"). */
  capital: boolean
}

/** Where each specialist a message names is named first; in the order given. */
export function placesOfNames<Named extends Pick<Persona, 'id' | 'name'>>(
  message: string,
  personas: readonly Named[],
): NamePlace<Named>[] {
  const words = [...message.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].map(({ 0: word, index }) => ({
    folded: foldText(word),
    from: index,
    to: index + word.length,
  }))
  return personas.flatMap(persona => {
    const name = wordsOf(persona.name)
    const start = words.findIndex((_, at) =>
      name.every((part, offset) => isName(words[at + offset]?.folded ?? '', part)),
    )
    const [first, last] = [words[start], words[start + name.length - 1]]
    if (!first || !last) return []
    const capital = /^\p{Lu}/u.test(message.slice(first.from))
    return [{ persona, before: message.slice(0, first.from), after: message.slice(last.to), capital }]
  })
}

function isName(word: string, name: string): boolean {
  return word === name || (name.length >= 6 && word[0] === name[0] && editDistance(word, name, 1) <= 1)
}

const ordinals: readonly RegExp[] = [
  /^(?:la |le |the )?(?:1|1re|1ere|1er|premiere?|first)(?: one| option)?$/,
  /^(?:la |le |the )?(?:2|2e|2eme|deuxieme|seconde?|second)(?: one| option)?$/,
  /^(?:la |le |the )?(?:3|3e|3eme|troisieme|third)(?: one| option)?$/,
]

/** Which of `count` things "la deuxième", "2" or "the last one" means; null when the message is no such choice. */
export function ordinalOf(message: string, count: number): number | null {
  const text = wordsOf(message)
    .filter(
      word =>
        ![
          'plutot',
          'oui',
          'yes',
          'svp',
          'stp',
          'please',
          'pour',
          'option',
          'je',
          'dirais',
          'prends',
          'choisis',
          'veux',
          'c',
          'est',
          'i',
          'd',
          'say',
        ].includes(word),
    )
    .join(' ')
  if (/^(?:la |le |the )?(?:derniere?|last)(?: one)?$/.test(text)) return count - 1
  const index = ordinals.findIndex(pattern => pattern.test(text))
  return index >= 0 && index < count ? index : null
}
