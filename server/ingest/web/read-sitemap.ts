import { createGunzip } from 'node:zlib'
import { decodeText } from '../decode-text.ts'
import { localName, readXml } from '../read-xml.ts'
import { Refusal } from '../refusal.ts'

/** What a sitemap lists: pages, and further sitemaps. As it writes them: each is checked before it is asked. */
export interface SitemapEntries {
  pages: string[]
  sitemaps: string[]
}

/** Of one sitemap; far more than a crawl visits. */
const mostEntries = 5000
const mostBytes = 5 * 1024 * 1024
const longestAddress = 2000

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

async function* partsOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (!isGzip(bytes)) {
    yield bytes
    return
  }
  const unpacked = createGunzip()
  unpacked.end(bytes)
  let left = mostBytes
  for await (const part of unpacked) {
    yield (part as Uint8Array).subarray(0, left)
    left -= (part as Uint8Array).length
    if (left <= 0) return
  }
}

/** A list of addresses, one a line, is a sitemap too (sitemaps.org). */
function readLines(text: string): SitemapEntries {
  const pages = text
    .split(/\s+/, mostEntries)
    .filter(line => /^https?:\/\//i.test(line) && line.length <= longestAddress)
  return { pages, sitemaps: [] }
}

/**
 * Reads a sitemap, an index of sitemaps (sitemaps.org), a feed or a list of lines, packed by gzip or not, as far as it goes:
 * one that was cut, or breaks off, still names its first pages. Throws Refusal when nothing in it is an address: `empty` of a
 * whole one, `mismatch` of what is none.
 */
export async function readSitemap(bytes: Uint8Array): Promise<SitemapEntries> {
  const entries: SitemapEntries = { pages: [], sitemaps: [] }
  const path: string[] = []
  let text = ''
  let isSitemap = false
  const add = (list: string[], address: string) => {
    if (address !== '' && address.length <= longestAddress && list.length < mostEntries) list.push(address)
  }
  let failure: unknown
  try {
    await readXml(partsOf(bytes), {
      open(name, attributes) {
        path.push(localName(name))
        text = ''
        isSitemap ||= path.length === 1 && /^(urlset|sitemapindex|rss|feed)$/.test(path[0] ?? '')
        // Atom.
        if (path.at(-1) === 'link' && path.at(-2) === 'entry') add(entries.pages, attributes.href ?? '')
      },
      text(part) {
        if (text.length <= longestAddress) text += part
      },
      close() {
        const place = path.slice(-2).join('/')
        if (place === 'url/loc' || place === 'item/link') add(entries.pages, text.trim())
        if (place === 'sitemap/loc') add(entries.sitemaps, text.trim())
        path.pop()
      },
    })
  } catch (error) {
    failure = error
  }
  const found = entries.pages.length + entries.sitemaps.length > 0 || isGzip(bytes)
  const result = found ? entries : readLines(decodeText(bytes.subarray(0, mostBytes)))
  if (result.pages.length + result.sitemaps.length > 0) return result
  const words = { fr: 'ce plan de site ne liste aucune page', en: 'this sitemap lists no page' }
  throw new Refusal(isSitemap && failure === undefined ? 'empty' : 'mismatch', words, failure)
}
