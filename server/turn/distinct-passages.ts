/** What is compared of a passage. */
interface Text {
  content: string
}

/** Letters of a probe: some six words, which two texts hardly share by chance. */
const probeLength = 40
const probes = 8
/** Probes that may be missing from a text that is nearly the same: a date, a name, a sentence that was added. */
const mayMiss = 2

/** Lower case, blanks as one: what a copy changes without changing the text. */
function toPlain(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ').trim()
}

/** True when all but a few of the shorter text's probes, evenly spread, stand in the longer one. */
function nearlySame(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  if (short.length < 2 * probeLength) return short === long
  const step = (short.length - probeLength) / (probes - 1)
  let missed = 0
  for (let probe = 0; probe < probes; probe++) {
    const at = Math.floor(probe * step)
    if (!long.includes(short.slice(at, at + probeLength)) && ++missed > mayMiss) return false
  }
  return true
}

/**
 * The passages without those that say nearly what a better one says: the same page loaded twice, last year's version of
 * a document. Best first, and so they stay; of two that are nearly the same the first is kept.
 */
export function distinctPassages<Passage extends Text>(passages: readonly Passage[]): Passage[] {
  const kept: { passage: Passage; plain: string }[] = []
  for (const passage of passages) {
    const plain = toPlain(passage.content)
    if (!kept.some(other => nearlySame(plain, other.plain))) kept.push({ passage, plain })
  }
  return kept.map(({ passage }) => passage)
}
