import { readObject } from '../http/read-value.ts'
import { readVector } from './read-vector.ts'

/**
 * The vectors of an embeddings reply, in the order of the texts: `index` counts, not the order of the list. `problem` says
 * what is wrong with it (failures.md row 42).
 */
export function readEmbeddings(
  body: unknown,
  count: number,
  dimensions: number,
): { vectors: number[][] } | { problem: string } {
  const { data } = readObject(body)
  if (!Array.isArray(data)) return { problem: 'no list of embeddings' }
  if (data.length !== count) return { problem: `${data.length} embeddings for ${count} texts` }
  const vectors: number[][] = []
  for (const [position, item] of data.entries()) {
    const { index = position, embedding } = readObject(item)
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= count) {
      return { problem: `an index out of range` }
    }
    if (vectors[index] !== undefined) return { problem: `index ${index} twice` }
    const vector = readVector(embedding)
    if (vector === undefined) return { problem: 'a vector that is no finite numbers, or all zeros' }
    if (vector.length !== dimensions) {
      return { problem: `${vector.length} dimensions where ${dimensions} were due` }
    }
    vectors[index] = vector
  }
  return { vectors }
}
