/** What a site's robots.txt asks of us. */
export interface Robots {
  allows(address: string): boolean
  /** Seconds between two requests; null where it asks none. */
  crawlDelay: number | null
  /** Addresses of its sitemaps, as it writes them. */
  sitemaps: string[]
}

interface Group {
  agents: string[]
  rules: { allow: boolean; pattern: string }[]
  crawlDelay: number | null
}

/** RFC 9309 asks to read at least this much; what comes after is not even decoded. */
export const mostRobotsBytes = 500 * 1024
const mostSitemaps = 50
/** Of those that are for us, the first ones: each is held against every address. */
const mostRules = 1000

/** Nothing is forbidden: there is no robots.txt. */
export const allowingRobots: Robots = { allows: () => true, crawlDelay: null, sitemaps: [] }
/** Everything is: it could not be had. */
export const forbiddingRobots: Robots = { allows: () => false, crawlDelay: null, sitemaps: [] }

/**
 * Reads a robots.txt by RFC 9309 (and Crawl-delay, which it leaves out) for the crawler of that name: its own groups
 * together, else those of everybody; the longest rule decides, and allowing wins a tie. Ours, since the library for it
 * (robots-parser 3.0.1) makes regular expressions of what a stranger wrote.
 */
export function parseRobots(text: string, crawler: string): Robots {
  const groups: Group[] = []
  const sitemaps: string[] = []
  let open: Group | undefined
  for (const line of text.slice(0, mostRobotsBytes).split(/\r\n|\r|\n/)) {
    const [, field = '', value = ''] = /^\s*([A-Za-z-]{1,30})\s*:\s*([^#]*)/.exec(line) ?? []
    const name = field.toLowerCase()
    const content = value.trim()
    if (name === 'user-agent') {
      if (open === undefined || open.rules.length > 0 || open.crawlDelay !== null) {
        open = { agents: [], rules: [], crawlDelay: null }
        groups.push(open)
      }
      open.agents.push(content.toLowerCase().split('/', 1)[0]?.trim() ?? '')
    } else if (name === 'sitemap') {
      // Its `#` belongs to no address.
      if (content !== '' && sitemaps.length < mostSitemaps) sitemaps.push(content)
    } else if (open !== undefined && (name === 'allow' || name === 'disallow')) {
      // An empty rule closes a group and forbids nothing.
      open.rules.push({ allow: name === 'allow' || content === '', pattern: toPath(content) })
    } else if (open !== undefined && name === 'crawl-delay' && /^\d{1,6}(\.\d{1,3})?$/.test(content))
      open.crawlDelay = Number(content)
  }
  const own = groups.filter(({ agents }) => agents.includes(crawler.toLowerCase()))
  const ours = own.length > 0 ? own : groups.filter(({ agents }) => agents.includes('*'))
  const rules = ours
    .flatMap(group => group.rules)
    .filter(({ pattern }) => pattern !== '')
    .slice(0, mostRules)
    .sort(
      (one, other) => other.pattern.length - one.pattern.length || Number(other.allow) - Number(one.allow),
    )
  const delays = ours.flatMap(({ crawlDelay }) => crawlDelay ?? [])
  return {
    allows(address) {
      const { pathname, search } = new URL(address)
      const path = toPath(pathname + search)
      return path === '/robots.txt' || (rules.find(({ pattern }) => matches(path, pattern))?.allow ?? true)
    },
    crawlDelay: delays.length > 0 ? Math.max(...delays) : null,
    sitemaps,
  }
}

/** Percent-encoded as URL does it, and the hexadecimal digits in capitals: `/é` and `/%c3%a9` are one path. */
function toPath(text: string): string {
  return encodeURI(text.isWellFormed() ? text : '')
    .replace(/%25([0-9a-f]{2})/gi, '%$1')
    .replace(/%[0-9a-f]{2}/gi, digits => digits.toUpperCase())
}

/** Whether a path begins with a pattern; `*` stands for anything, `$` at the end for the end. Takes no longer than length times length. */
function matches(path: string, pattern: string): boolean {
  const whole = pattern.endsWith('$')
  const [first = '', ...parts] = (whole ? pattern.slice(0, -1) : pattern).split('*')
  if (!path.startsWith(first)) return false
  let at = first.length
  for (const [index, part] of parts.entries()) {
    if (whole && index === parts.length - 1) return path.length - part.length >= at && path.endsWith(part)
    const found = path.indexOf(part, at)
    if (found === -1) return false
    at = found + part.length
  }
  return !whole || parts.length > 0 || at === path.length
}
