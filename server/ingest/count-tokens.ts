import cl100k from 'js-tiktoken/ranks/cl100k_base'

/** Counts the tokens of a text as OpenAI's embedding models do. */
export type CountTokens = (text: string) => number

/**
 * The cuts that cl100k_base makes before it merges bytes, except that a run of letters or signs is cut at
 * 64: merging is quadratic in a piece's length, and one word of a million letters would take hours.
 */
const pieces =
  /'(?:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?\p{L}{1,64}|\p{N}{1,3}| ?[^\s\p{L}\p{N}]{1,64}[\r\n]{0,8}|\s{0,64}[\r\n]{1,64}|\s{1,64}(?!\S)|\s{1,64}/giu

const maximumRemembered = 50_000

/** Ranks by the bytes they stand for, a byte a character. Lines are `! <rank of the first> <base64> <base64>…`. */
function readRanks(): Map<string, number> {
  const ranks = new Map<string, number>()
  for (const line of cl100k.bpe_ranks.split('\n')) {
    const [, first, ...tokens] = line.split(' ')
    tokens.forEach((token, index) => {
      ranks.set(Buffer.from(token, 'base64').toString('latin1'), Number(first) + index)
    })
  }
  return ranks
}

/** Byte pair encoding: the neighbours whose union has the lowest rank are joined until none has one. */
function countMerged(bytes: string, ranks: ReadonlyMap<string, number>): number {
  if (ranks.has(bytes)) return 1
  const parts = bytes.split('')
  for (;;) {
    let best = Number.POSITIVE_INFINITY
    let at = -1
    for (let index = 0; index + 1 < parts.length; index++) {
      const rank = ranks.get(`${parts[index]}${parts[index + 1]}`)
      if (rank !== undefined && rank < best) {
        best = rank
        at = index
      }
    }
    if (at === -1) return parts.length
    parts.splice(at, 2, `${parts[at]}${parts[at + 1]}`)
  }
}

/**
 * A counter over cl100k_base. Only js-tiktoken's ranks are used: its encoder takes half a second to build,
 * which every start of a reading thread would pay; this one takes a tenth, and counts the same.
 */
export function createTokenCounter(): CountTokens {
  const ranks = readRanks()
  const known = new Map<string, number>()
  return text => {
    let total = 0
    for (const piece of text.match(pieces) ?? []) {
      let count = known.get(piece)
      if (count === undefined) {
        count = countMerged(Buffer.from(piece).toString('latin1'), ranks)
        if (known.size < maximumRemembered) known.set(piece, count)
      }
      total += count
    }
    return total
  }
}
