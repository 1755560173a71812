/** What is typed without looking for the accents. */
export function removeAccents(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '')
}

function misspell(word: string, random: () => number): string {
  const letters = [...word]
  const at = Math.floor(random() * (letters.length - 1))
  const other = String.fromCharCode(97 + Math.floor(random() * 26))
  const [first = '', second = ''] = letters.slice(at)
  const kind = Math.floor(random() * 4)
  if (kind === 0) letters.splice(at, 1)
  else if (kind === 1) letters.splice(at, 2, second, first)
  else if (kind === 2) letters.splice(at, 1, other)
  else letters.splice(at, 0, other)
  return letters.join('')
}

/** One typing mistake in every word of four letters or more: one left out, swapped, wrong or too many. */
export function addTypos(text: string, random: () => number): string {
  return text.replace(/\p{L}{4,}/gu, word => misspell(word, random))
}
