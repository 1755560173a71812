import { editDistance } from './edit-distance.ts'
import { wordsOf } from './fold-text.ts'
import type { Persona } from './persona.ts'

/**
 * The specialists a message names ("Carole, tu peux m'aider ?", "je veux parler à Audray"), in the order given. A name of
 * six letters or more may carry one typo.
 */
export function namedPersonas<Named extends Pick<Persona, 'id' | 'name'>>(
  message: string,
  personas: readonly Named[],
): Named[] {
  const words = wordsOf(message)
  return personas.filter(persona => {
    const name = wordsOf(persona.name)
    return words.some((_, start) => name.every((part, offset) => isName(words[start + offset] ?? '', part)))
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
