import { createWordCorrector } from './correct-words.ts'
import { wordsOf } from './fold-text.ts'
import { contentOf } from './function-words.ts'
import type { Persona } from './persona.ts'
import { stemWord } from './stem-word.ts'

/** Whether a message has a subject, and one the specialists' files know; longer messages are taken to. */
export type SubjectReader = (message: string) => 'none' | 'unknown' | 'known'

/** Words from which on a message says enough to be weighed, whoever knows them. */
const enough = 3

/**
 * Tells messages of one or two words that say nothing to route by: without a subject ("un", "et pour"), or with words that
 * are in no specialist's examples, keywords, descriptions or name, mistyped or inflected neither. Such a message still
 * shares letters with some example, which is no reason to send it there.
 */
export function createSubjectReader(
  personas: readonly Pick<Persona, 'name' | 'examples' | 'keywords' | 'description' | 'speciality'>[],
): SubjectReader {
  const texts = personas.flatMap(({ name, examples, keywords, description, speciality }) => [
    name,
    ...examples,
    ...keywords,
    ...Object.values(description),
    ...Object.values(speciality),
  ])
  const vocabulary = contentWords(texts.join(' '))
  const stems = new Set(vocabulary.map(stemWord))
  const correct = createWordCorrector([...new Set(vocabulary)], [])
  return message => {
    if (wordsOf(message).length >= enough) return 'known'
    const words = contentWords(message)
    if (words.length === 0) return 'none'
    return correct(words).some(word => stems.has(stemWord(word))) ? 'known' : 'unknown'
  }
}

function contentWords(text: string): string[] {
  return contentOf(text)
    .split(' ')
    .filter(word => word !== '')
}
