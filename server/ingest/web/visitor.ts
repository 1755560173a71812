import { WebFailure, type WebFetcher, type WebReply } from '../../ports/web-fetcher.ts'
import type { Refusal } from '../refusal.ts'
import { type KnownRobots, loadRobots } from './load-robots.ts'
import { toWebAddress } from './web-address.ts'
import { refusalOfFailure, refusalOfRedirect, refusalOfRobots, refusalOfStatus } from './web-refusals.ts'

/** What a page was known by when it was last read: sent back, so that one that has not changed is not sent again. */
export interface Validators {
  etag: string | null
  lastModified: string | null
}

export type Visit =
  | {
      kind: 'page'
      address: string
      moved: boolean
      headers: Readonly<Record<string, string>>
      body: Uint8Array
    }
  /** Not changed since; `address` is where it was found. */
  | { kind: 'unchanged'; address: string; moved: boolean }
  /** `gone`: it says itself that it is no more, or leads elsewhere for good. */
  | { kind: 'failed'; refusal: Refusal; gone: boolean }

export interface VisitOptions {
  /** Who leads there; absent of an address that the operator gave. */
  from?: string | undefined
  /** Of what is stored of an address; null where nothing is, or it is to be read anew. */
  validatorsOf?(address: string): Validators | null
  /** Whether a redirect may lead there. */
  mayLeadTo?(address: string): boolean
  /** What is too large is cut instead of refused. */
  cut?: boolean
}

export interface VisitorDeps {
  fetcher: WebFetcher
  /** Between two requests to one host; its robots.txt may ask for more. */
  delayMilliseconds: number
  /** Milliseconds of a clock that only goes forward. */
  now(): number
  /** Rejects when it is aborted. */
  wait(milliseconds: number): Promise<void>
  /** When all of it has to be over, on that clock. */
  until: number
  signal?: AbortSignal | undefined
}

/** One request, and a page with all its redirects (trust.md T4). */
const pageMilliseconds = 15_000
const mostRedirects = 5
/** A busy site is asked so often. */
const mostTries = 3
/** Before a busy site that names no time is asked again; doubled each time. */
const busyMilliseconds = 5_000

/** A pause that a site asks for and that is told as the reason when it outlasts the crawl. */
const longPauseMilliseconds = 60_000

/** There is no time left for another page: the crawl is over. */
export class OutOfTime extends Error {
  /** How long the site asks to be left alone, in milliseconds, when that is what ends it; null when time itself is over. */
  readonly asked: number | null

  constructor(asked: number | null = null) {
    super()
    this.name = 'OutOfTime'
    this.asked = asked
  }
}

/** Visits pages politely: as robots.txt allows, one after the other, with a pause, and no sooner than a busy site asks for. */
export interface Visitor {
  /** Throws OutOfTime. */
  visit(address: string, options?: VisitOptions): Promise<Visit>
  /** What the host's robots.txt asks. Throws WebFailure `address`. */
  robotsOf(address: string): Promise<KnownRobots>
}

export function createVisitor(deps: VisitorDeps): Visitor {
  const { fetcher, now, wait, until, signal } = deps
  const robots = new Map<string, Promise<KnownRobots>>()
  /** From when on each host may be asked again, and how much of that pause is its own wish. */
  const turns = new Map<string, { at: number; asked: number }>()

  async function robotsOf(address: string, from?: string): Promise<KnownRobots> {
    const { origin } = new URL(address)
    const known =
      robots.get(origin) ??
      loadRobots(address, {
        fetcher,
        from,
        milliseconds: Math.max(1, Math.min(pageMilliseconds, until - now())),
        signal,
      })
    robots.set(origin, known)
    try {
      return await known
    } catch (error) {
      // Who leads there decides whether it may be asked.
      robots.delete(origin)
      throw error
    }
  }

  /** Waits for the host's turn. Throws OutOfTime when that comes too late. */
  async function takeTurn(address: string): Promise<void> {
    const { at, asked } = turns.get(new URL(address).host) ?? { at: 0, asked: 0 }
    const pause = at - now()
    if (now() + Math.max(0, pause) >= until)
      throw new OutOfTime(now() < until && asked > longPauseMilliseconds ? pause : null)
    if (pause > 0) await wait(pause)
  }

  function endTurn(address: string, { crawlDelay }: KnownRobots, milliseconds = 0): void {
    const asked = Math.max((crawlDelay ?? 0) * 1000, milliseconds)
    turns.set(new URL(address).host, { at: now() + Math.max(deps.delayMilliseconds, asked), asked })
  }

  /** How long a busy site is to be left alone; null when it is not busy. */
  function busyFor({ status, headers }: WebReply, tries: number): number | null {
    if (status !== 429 && (status !== 503 || headers['retry-after'] === undefined)) return null
    const seconds = Number(headers['retry-after'])
    if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1000
    const date = Date.parse(headers['retry-after'] ?? '')
    return Number.isNaN(date) ? busyMilliseconds * 2 ** tries : Math.max(0, date - Date.now())
  }

  async function ask(
    address: string,
    known: KnownRobots,
    budget: { milliseconds: number },
    options: VisitOptions,
  ): Promise<WebReply> {
    const { from, validatorsOf } = options
    const validators = validatorsOf?.(address)
    const headers = {
      ...(validators?.etag && { 'if-none-match': validators.etag }),
      ...(validators?.lastModified && { 'if-modified-since': validators.lastModified }),
    }
    for (let tries = 0; ; tries++) {
      await takeTurn(address)
      const begun = now()
      try {
        const milliseconds = Math.max(1, Math.min(budget.milliseconds, until - begun))
        const cut = options.cut ?? false
        const reply = await fetcher.fetch({ url: address, from, headers, milliseconds, cut, signal })
        if (reply.status === 304 && Object.keys(headers).length === 0)
          throw new WebFailure('malformed', 'not changed, though nobody asked')
        const busy = busyFor(reply, tries)
        endTurn(address, known, busy ?? 0)
        if (busy === null || tries + 1 >= mostTries || now() + busy >= until) return reply
      } catch (error) {
        endTurn(address, known)
        throw error
      } finally {
        // Pauses are ours and do not count.
        budget.milliseconds -= now() - begun
      }
    }
  }

  async function follow(hops: string[], options: VisitOptions): Promise<Visit> {
    const budget = { milliseconds: pageMilliseconds }
    let forGood = true
    for (;;) {
      const address = hops.at(-1) ?? ''
      const from = hops.at(-2) ?? options.from
      const known = await robotsOf(address, from)
      if (!known.allows(address)) return failed(refusalOfRobots(known.reachable))
      const reply = await ask(address, known, budget, { ...options, from })
      const { status, headers, body } = reply
      const moved = hops.length > 1 && forGood
      if (status === 200) return { kind: 'page', address, moved, headers, body }
      if (status === 304) return { kind: 'unchanged', address, moved }
      if (![301, 302, 303, 307, 308].includes(status))
        return failed(refusalOfStatus(status, hops), status === 404 || status === 410)
      forGood &&= status === 301 || status === 308
      const next = toWebAddress(headers.location ?? '', address)
      if (headers.location === undefined || next === null) {
        hops.push((headers.location ?? '').slice(0, 200).replace(/\/\/[^/@]*@/, '//…@'))
        return failed(refusalOfRedirect('nowhere', hops))
      }
      const again = hops.includes(next)
      hops.push(next)
      if (again) return failed(refusalOfRedirect('loop', hops))
      if (hops.length > mostRedirects + 1) return failed(refusalOfRedirect('many', hops))
      if (options.mayLeadTo?.(next) === false) return failed(refusalOfRedirect('outside', hops), forGood)
    }
  }

  return {
    robotsOf,
    async visit(address, options = {}) {
      const hops = [address]
      try {
        return await follow(hops, options)
      } catch (error) {
        if (!(error instanceof WebFailure)) throw error
        return failed(refusalOfFailure(error, hops))
      }
    },
  }
}

function failed(refusal: Refusal, gone = false): Visit {
  return { kind: 'failed', refusal, gone }
}
