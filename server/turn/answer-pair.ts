import type { FoundPair } from '../operations/search-knowledge.ts'
import type { PairMatch } from './match-pairs.ts'
import { quotedSource } from './quoted-source.ts'
import type { Answer } from './turn.ts'

/** Longest quote of an answer among its sources, in UTF-16 units: the answer itself stands above. */
const longestQuote = 300

/**
 * The pair that a specialist answers with: the likest of those that were asked for which are hers or everybody's; never
 * another specialist's. Undefined when there is none.
 */
export function pairFor<Pair extends { owner: string }>(
  agent: string,
  matches: readonly { pair: Pair; matches: boolean }[],
): Pair | undefined {
  return matches.find(({ pair, matches }) => matches && (pair.owner === agent || pair.owner === 'shared'))
    ?.pair
}

/** What routing is told: whose pairs were asked for, likest first. */
export function askedPairs(matches: readonly PairMatch<FoundPair>[]): { owner: string; score: number }[] {
  return matches.flatMap(({ pair, score, matches }) => (matches ? { owner: pair.owner, score } : []))
}

/** A pair's answer, word for word, with the file that it is in as its source. */
export function answerPair(pair: FoundPair): Answer {
  return {
    message: pair.answer,
    sources: [quotedSource(pair, beginningOf(pair.answer))],
    conversationStatus: undefined,
  }
}

/** The beginning of an answer, up to a blank: the whole stands above. */
function beginningOf(answer: string): string {
  if (answer.length <= longestQuote) return answer
  const cut = answer.slice(0, longestQuote)
  return cut.slice(0, Math.max(1, cut.search(/\s\S*$/)))
}
