import { addressKey, isWorthAsking, repeatsItself, siteOf } from './web-address.ts'

/** A page to visit, and how many links it is away from where the crawl began. */
export interface Stop {
  address: string
  depth: number
}

/** Why links that were found are not visited, in numbers. */
export interface LeftOut {
  /** On other sites. */
  outside: number
  /** More links away than is allowed. */
  tooDeep: number
  /** One page with ever other parameters, or paths that repeat themselves. */
  traps: number
}

/** Pages with the same path that differ in their parameters, at most: a list has some, a calendar has no end. */
const mostVariants = 20
/** Addresses that are told apart, at most: a crawl visits far fewer. */
const mostAddresses = 20_000
/** Of one page (http or https, www or not, a slash at the end or none). */
const mostSpellings = 4

/** The pages that are still to be visited, nearest first, each once. Pure. */
export interface Frontier {
  /** The site that all its pages are of; set once the first one is found. */
  settle(address: string): void
  /**
   * Takes an address unless it is known, of another site (those are only counted), too far or a trap. `isNamed`: somebody
   * wrote it down, so that it is none.
   */
  add(address: string, depth: number, options?: { isNamed: boolean }): void
  next(): Stop | undefined
  /** A page is known by another address too: it is not visited again. False: it was visited already. */
  visit(address: string): boolean
  isVisited(address: string): boolean
  /** A page is not there under this address: it is looked for under the next one it was met by. False: there is none yet. */
  miss(stop: Stop): boolean
  readonly waiting: number
  readonly leftOut: LeftOut
}

export function createFrontier(options: { maxDepth: number }): Frontier {
  const queue: Stop[] = []
  /** The addresses of each page, as they were met. */
  const known = new Map<string, string[]>()
  const missed = new Set<string>()
  const visited = new Set<string>()
  const variants = new Map<string, number>()
  const leftOut: LeftOut = { outside: 0, tooDeep: 0, traps: 0 }
  let site: string | null = null
  let at = 0

  function isTrap(address: string): boolean {
    if (repeatsItself(address)) return true
    const { pathname, search } = new URL(address)
    if (search === '') return false
    const count = (variants.get(pathname) ?? 0) + 1
    variants.set(pathname, count)
    return count > mostVariants
  }

  return {
    settle(address) {
      site = siteOf(address)
    },
    add(address, depth, { isNamed } = { isNamed: false }) {
      if (site !== null && siteOf(address) !== site) {
        leftOut.outside++
        return
      }
      const key = addressKey(address)
      const spellings = known.get(key)
      if (spellings !== undefined) {
        if (spellings.length >= mostSpellings || spellings.includes(address)) return
        spellings.push(address)
        if (missed.delete(key)) queue.push({ address, depth })
        return
      }
      if (known.size >= mostAddresses) {
        leftOut.traps++
        return
      }
      known.set(key, [address])
      if (!isWorthAsking(address)) return
      if (depth > options.maxDepth) leftOut.tooDeep++
      else if (isTrap(address) && !isNamed) leftOut.traps++
      else queue.push({ address, depth })
    },
    next: () => (at < queue.length ? queue[at++] : undefined),
    visit(address) {
      const key = addressKey(address)
      if (!known.has(key)) known.set(key, [address])
      if (visited.has(key)) return false
      visited.add(key)
      return true
    },
    isVisited: address => visited.has(addressKey(address)),
    miss({ address, depth }) {
      const key = addressKey(address)
      const spellings = known.get(key) ?? []
      const next = spellings[spellings.indexOf(address) + 1]
      if (next === undefined) missed.add(key)
      else queue.push({ address: next, depth })
      return next !== undefined
    },
    get waiting() {
      return Math.max(0, queue.length - at)
    },
    leftOut,
  }
}
