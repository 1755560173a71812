import fc from 'fast-check'
import type { TextFilter } from '../turn/model/text-filter.ts'

/** Takes a text through a filter in pieces cut at the given offsets (UTF-16, any order, repeats allowed). */
export function filterInPieces(filter: TextFilter, text: string, cuts: readonly number[]): string {
  const offsets = [...new Set(cuts.map(cut => cut % (text.length + 1)))].sort((one, other) => one - other)
  let out = ''
  let from = 0
  for (const to of [...offsets, text.length]) {
    out += filter.push(text.slice(from, to))
    from = to
  }
  return out + filter.end()
}

/** Where to cut a text: anywhere, or between all characters. */
export const anyCuts = fc.oneof(
  fc.array(fc.nat(10_000), { maxLength: 12 }),
  fc.constant(Array.from({ length: 10_000 }, (_, index) => index)),
)
