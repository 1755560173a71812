import { WebFailure, type WebFetcher } from '../../ports/web-fetcher.ts'
import { decodeText } from '../decode-text.ts'
import { allowingRobots, forbiddingRobots, mostRobotsBytes, parseRobots, type Robots } from './robots.ts'

/** What robots.txt calls us by. */
export const crawlerName = 'chatbot-v2'

export interface KnownRobots extends Robots {
  /** False: it could not be had, so nothing may be read. */
  reachable: boolean
}

const mostRedirects = 5

/**
 * What a host's robots.txt asks (RFC 9309, 2.3.1): none (4xx) allows everything; one that cannot be had (5xx, 429, silence)
 * forbids everything. Throws WebFailure `address`: then no page of the host is to be asked either.
 */
export async function loadRobots(
  address: string,
  deps: {
    fetcher: WebFetcher
    milliseconds: number
    /** Who led to the page whose robots.txt this is (WebRequest). */
    from?: string | undefined
    signal?: AbortSignal | undefined
  },
): Promise<KnownRobots> {
  const { fetcher, milliseconds, signal } = deps
  let { from } = deps
  let url = new URL('/robots.txt', address).href
  for (let hop = 0; hop <= mostRedirects; hop++) {
    try {
      const { status, headers, body } = await fetcher.fetch({ url, from, milliseconds, cut: true, signal })
      if (status === 200)
        return { ...parseRobots(decodeText(body.subarray(0, mostRobotsBytes)), crawlerName), reachable: true }
      const { location } = headers
      if (status >= 300 && status < 400 && location !== undefined && URL.canParse(location, url)) {
        from = url
        url = new URL(location, url).href
      } else if (status === 429 || status >= 500) return { ...forbiddingRobots, reachable: false }
      else return { ...allowingRobots, reachable: true }
    } catch (error) {
      if (!(error instanceof WebFailure) || (error.reason === 'address' && hop === 0)) throw error
      // A robots.txt that leads where nobody may go is none.
      if (error.reason === 'address') return { ...allowingRobots, reachable: true }
      return { ...forbiddingRobots, reachable: false }
    }
  }
  return { ...allowingRobots, reachable: true }
}
