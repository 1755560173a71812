import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RandomNumbers } from './random-numbers.ts'

const knowledge = join(import.meta.dirname, '../../knowledge')
const endings = ['', 's', 'er', 'ement', 'tion', 'eur', 'ique', 'able', 'age', 'ite']

/** Words as lexical_tokens() leaves them; `counts` are those of our own French texts, most frequent first. */
export interface Vocabulary {
  words: string[]
  /** How often each of the first words comes; the words after them are invented, and rare. */
  counts: number[]
}

function readWords(): string[] {
  const files = readdirSync(knowledge, { recursive: true, encoding: 'utf8' }).filter(each =>
    each.endsWith('.md'),
  )
  return files.flatMap(file => {
    const text = readFileSync(join(knowledge, file), 'utf8')
    const folded = text
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/[\u0300-\u036f]/g, '')
    return folded.replaceAll('œ', 'oe').match(/[a-z]+/g) ?? []
  })
}

/** The words of `knowledge/`, then invented ones up to `size`: syllables with a French ending. */
export function createVocabulary(size: number, random: RandomNumbers): Vocabulary {
  const counted = new Map<string, number>()
  for (const word of readWords()) counted.set(word, (counted.get(word) ?? 0) + 1)
  const real = [...counted].sort(([, first], [, second]) => second - first)
  const words = new Set(real.map(([word]) => word))
  const pick = (letters: string) => letters[random.below(letters.length)] ?? ''
  while (words.size < size) {
    let word = ''
    for (let syllables = 2 + random.below(3); syllables > 0; syllables--)
      word += pick('bcdfglmnprstv') + pick('aaeeeiou') + (random.uniform() < 0.25 ? pick('nrsl') : '')
    words.add(word + (endings[random.below(endings.length)] ?? ''))
  }
  return { words: [...words], counts: real.map(([, count]) => count) }
}
