import type { Passage } from '../../operations/search-knowledge.ts'
import { type JoinedPassage, joinNeighbours } from '../join-neighbours.ts'
import type { ModelLog } from './model-log.ts'
import { type RerankInput, rerank } from './rerank.ts'

/**
 * The passages that a model answers from (`given`, `limit` of them at most, neighbours joined), and the order they were
 * taken from. Never throws.
 */
export async function choosePassages(
  deps: Parameters<typeof rerank>[0],
  input: RerankInput,
  log: ModelLog,
): Promise<{ ranked: Passage[]; given: JoinedPassage[] }> {
  // As many again, so that neighbours are among them.
  const ranked = await rerank(deps, { ...input, limit: 2 * input.limit }, log)
  return { ranked, given: joinNeighbours(ranked, input.limit) }
}
