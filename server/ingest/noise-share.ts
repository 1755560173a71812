/** What no writing has: replacement characters, letters among signs, consonants without end, one letter many times. */
function isNoise(word: string): boolean {
  if (word.includes('\uFFFD')) return true
  const core = word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
  if (core === '') return word.length > 3 && new Set(word).size > 2
  // Addresses, file names, versions and code are written with signs.
  if (/[@/\\_=:&+#%.\d]/.test(core)) return false
  if (/\p{L}[^\p{L}\p{M}\p{N}'’‘ʼ.,;·…()[\]«»"“”/–—-]+\p{L}/u.test(core)) return true
  const bare = core.normalize('NFD').replace(/\p{M}/gu, '')
  if (/(\p{L})\1{3}/iu.test(bare)) return true
  // Only writings with vowels as letters can lack them.
  return /^[a-z]{5,}$/i.test(bare) && !/[aeiouyœæ]/i.test(bare) && bare !== bare.toUpperCase()
}

const maximumKnown = 20_000

/**
 * Which share of a text's letters stands in words that are no words, 0 to 1: what a bad recognition, a font without
 * names for its letters or a wrong encoding leave.
 */
export function noiseShare(text: string): number {
  let all = 0
  let noise = 0
  // A long text says most of its words many times.
  const known = new Map<string, boolean>()
  for (const [word] of text.matchAll(/\S+/g)) {
    all += word.length
    let isBad = known.get(word)
    if (isBad === undefined) {
      isBad = isNoise(word)
      if (known.size < maximumKnown) known.set(word, isBad)
    }
    if (isBad) noise += word.length
  }
  return all === 0 ? 0 : noise / all
}
