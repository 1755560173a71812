/** Abbreviations whose full stop ends no sentence, though a capital may follow. */
const abbreviation =
  /(?:^|[\s('’«"])(?:M|MM|Mme|Mmes|Mlle|Dr|Pr|Me|St|Ste|Mr|Mrs|Ms|cf|ex|p\.\s?ex|c\.-à-d|art|al|vol|chap|env|fig|p|pp|no|n°|tél|av|bd|apr|éd|coll|ibid|vs|e\.g|i\.e|[A-ZÉÈ])\.\s*$/i

/** Spans of a text's sentences, covering all of it; `end` is where the next begins. */
export function sentenceSpans(text: string): { start: number; end: number }[] {
  const spans: { start: number; end: number }[] = []
  const segmenter = new Intl.Segmenter('fr', { granularity: 'sentence' })
  let joins = false
  for (const { index, segment } of segmenter.segment(text)) {
    const last = spans.at(-1)
    if (last && joins) last.end = index + segment.length
    else spans.push({ start: index, end: index + segment.length })
    joins = abbreviation.test(segment.slice(-12)) && !segment.endsWith('\n')
  }
  return spans
}
