import { readObject } from '../http/read-value.ts'

/**
 * The ranking of a rerank reply, best first; `problem` says what is wrong with it (failures.md row 45). The wire allows
 * fewer results than asked for, places that do not exist or come twice, and no score: none of them is a ranking.
 */
export function readRanking(
  body: unknown,
  count: number,
  wanted: number,
): { ranking: { index: number; relevance: number }[] } | { problem: string } {
  const { results } = readObject(body)
  if (!Array.isArray(results)) return { problem: 'no list of results' }
  if (results.length < wanted) return { problem: `${results.length} results where ${wanted} were due` }
  const ranking: { index: number; relevance: number }[] = []
  const seen = new Set<number>()
  for (const result of results) {
    const { index, relevance_score: score } = readObject(result)
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= count) {
      return { problem: 'an index out of range' }
    }
    if (seen.has(index)) return { problem: `index ${index} twice` }
    if (typeof score !== 'number' || !Number.isFinite(score)) return { problem: 'a result without a score' }
    seen.add(index)
    ranking.push({ index, relevance: Math.min(1, Math.max(0, score)) })
  }
  return { ranking: ranking.sort((one, other) => other.relevance - one.relevance).slice(0, wanted) }
}
