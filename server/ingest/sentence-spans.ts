/** Abbreviations whose full stop ends no sentence, though a capital may follow. */
const abbreviation =
  /(?:^|[\s('’«"])(?:M|MM|Mme|Mmes|Mlle|Dr|Pr|Me|St|Ste|Mr|Mrs|Ms|cf|ex|p\.\s?ex|c\.-à-d|art|al|vol|chap|env|fig|p|pp|no|n°|tél|av|bd|apr|éd|coll|ibid|vs|e\.g|i\.e|[A-ZÉÈ])\.\s*$/i

/** Characters that are looked at together: the segmenter takes many times a text's size, and no sentence is this long. */
const window = 20_000

/** Where the part of a text that begins at `start` ends: at white space behind the window, where there is any near. */
function windowEnd(text: string, start: number): number {
  if (text.length - start <= window) return text.length
  const blank = text.slice(start + window, start + window + 2000).search(/\s/)
  const end = start + window + (blank === -1 ? 0 : blank)
  // Never inside a pair.
  return /[\uD800-\uDBFF]/.test(text[end - 1] ?? '') ? end + 1 : end
}

/** Spans of a text's sentences, covering all of it; `end` is where the next begins. */
export function sentenceSpans(text: string): { start: number; end: number }[] {
  const spans: { start: number; end: number }[] = []
  const segmenter = new Intl.Segmenter('fr', { granularity: 'sentence' })
  let joins = false
  for (let start = 0; start < text.length; ) {
    const end = windowEnd(text, start)
    const segments = [...segmenter.segment(text.slice(start, end))]
    // The window may end inside its last sentence, which then opens the next one.
    const open = end < text.length && segments.length > 1 ? segments.pop() : undefined
    for (const { index, segment } of segments) {
      const last = spans.at(-1)
      if (last && joins) last.end = start + index + segment.length
      else spans.push({ start: start + index, end: start + index + segment.length })
      joins = abbreviation.test(segment.slice(-12)) && !segment.endsWith('\n')
    }
    start = open ? start + open.index : end
  }
  return spans
}
