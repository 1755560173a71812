import type { Element, Root } from 'hast'
import { attribute, findElements } from '../html-element.ts'

/** What a page of the web says to whoever came over a link. Its addresses are its own words: each is checked before it is asked. */
export interface PageSignals {
  /** Where its links lead, absolute, in its order, each once; those marked nofollow are left out. */
  links: string[]
  /** The address it goes by, when it names one. */
  canonical: string | null
  /** Where it sends a browser after at most ten seconds (meta refresh). */
  refresh: string | null
  noindex: boolean
  nofollow: boolean
}

/** Links of a page that are looked at, at most: a page of navigation has a few hundred. */
const mostLinks = 2000
const longestAddress = 2000

/** What a robots tag or header says (`noindex, nofollow`, `none`), those for other robots left out. */
export function readRobotsWords(text: string): { noindex: boolean; nofollow: boolean } {
  const words = text
    .toLowerCase()
    .split(',')
    .map(word => word.trim())
    // `googlebot: noindex` in a header is for that one.
    .flatMap(word => (word.includes(':') ? (/^chatbot-v2:\s*(.*)$/.exec(word)?.[1] ?? []) : word))
  return {
    noindex: words.includes('noindex') || words.includes('none'),
    nofollow: words.includes('nofollow') || words.includes('none'),
  }
}

/** An address as a page writes it, made whole; null when it is none of the web's. */
function toAddress(href: string, base: string): string | null {
  if (href.length > longestAddress || !URL.canParse(href, base)) return null
  const url = new URL(href, base)
  return /^https?:$/.test(url.protocol) && url.href.length <= longestAddress ? url.href : null
}

function rels(element: Element): string[] {
  return attribute(element, 'rel').toLowerCase().split(/\s+/)
}

function named(root: Root, ...names: string[]): Element[] {
  return findElements(root, ({ tagName }) => names.includes(tagName))
}

function linksOf(root: Root, base: string): string[] {
  const links = new Set<string>()
  // An anchor is never inside another one, as HTML is parsed: none is missed.
  for (const element of named(root, 'a', 'area')) {
    const href = attribute(element, 'href')
    if (href === '' || href.startsWith('#') || rels(element).includes('nofollow')) continue
    const address = toAddress(href, base)
    if (address !== null) links.add(address)
    if (links.size >= mostLinks) break
  }
  return [...links]
}

function refreshOf(root: Root, base: string): string | null {
  const refresh = named(root, 'meta').find(
    element => attribute(element, 'httpEquiv').toLowerCase() === 'refresh',
  )
  const [, seconds, url] =
    /^\s*(\d{1,4})[^;,]{0,10}[;,]\s*(?:url\s*=\s*)?['"]?([^'"]{1,2000})/i.exec(
      refresh ? attribute(refresh, 'content') : '',
    ) ?? []
  return url === undefined || Number(seconds) > 10 ? null : toAddress(url.trim(), base)
}

/** Reads what a page says of itself. `location`: where it was found, which its own `<base>` may only add to. */
export function readPageSignals(root: Root, location: string): PageSignals {
  const given = named(root, 'base')[0]
  const base = (given && toAddress(attribute(given, 'href'), location)) ?? location
  const canonical = named(root, 'link').find(element => rels(element).includes('canonical'))
  const robots = named(root, 'meta')
    .filter(element => /^(robots|chatbot-v2)$/i.test(attribute(element, 'name')))
    .map(element => readRobotsWords(attribute(element, 'content')))
  return {
    links: linksOf(root, base),
    canonical: canonical ? toAddress(attribute(canonical, 'href'), base) : null,
    refresh: refreshOf(root, base),
    noindex: robots.some(({ noindex }) => noindex),
    nofollow: robots.some(({ nofollow }) => nofollow),
  }
}
