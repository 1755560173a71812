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

/** The pages that are still to be visited, nearest first, each once. Pure. */
export interface Frontier {
  /** The site that all its pages are of; set once the first one is found. */
  settle(address: string): void
  /** Takes an address unless it is known, of another site, too far or a trap. */
  add(address: string, depth: number): void
  next(): Stop | undefined
  /** A page is known by another address too: it is not visited again. False: it was visited already. */
  visit(address: string): boolean
  isVisited(address: string): boolean
  readonly waiting: number
  readonly leftOut: LeftOut
}

export function createFrontier(options: { maxDepth: number }): Frontier {
  const queue: Stop[] = []
  const known = new Set<string>()
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
    add(address, depth) {
      const key = addressKey(address)
      if (known.has(key)) return
      known.add(key)
      if (site !== null && siteOf(address) !== site) leftOut.outside++
      else if (!isWorthAsking(address)) return
      else if (depth > options.maxDepth) leftOut.tooDeep++
      else if (isTrap(address)) leftOut.traps++
      else queue.push({ address, depth })
    },
    next: () => queue[at++],
    visit(address) {
      const key = addressKey(address)
      known.add(key)
      if (visited.has(key)) return false
      visited.add(key)
      return true
    },
    isVisited: address => visited.has(addressKey(address)),
    get waiting() {
      return Math.max(0, queue.length - at)
    },
    leftOut,
  }
}
