import { extname } from 'node:path'
import { typeOfName } from '../file-type.ts'
import { Refusal } from '../refusal.ts'

const longestAddress = 2000

/** Parameters that say where a visitor came from or who they are, and change nothing of the page. */
const tracking =
  /^(utm_\w+|gclid|dclid|gbraid|wbraid|fbclid|msclkid|yclid|igshid|mc_[ce]id|_ga|_gl|_hs\w+|ref_src|phpsessid|jsessionid|sid|sessionid)$/i

/**
 * The address an operator typed. Throws Refusal: anything but http(s)://host…, also in spellings that a browser would put
 * right (`http:/\evil`), and a user or a password in it.
 */
export function parseStart(text: string): string {
  const refuse = (fr: string, en: string) => new Refusal('address_refused', { fr, en })
  if (!/^https?:\/\/[^\s/\\?#@]+([/?#]|$)/i.test(text) || text.includes('\\') || !URL.canParse(text))
    throw /^https?:\/\/[^\s/\\?#]*@/i.test(text)
      ? refuse('adresse avec un mot de passe : retire-le', 'address with a password: take it out')
      : refuse('une adresse commence par https:// ou http://', 'an address begins with https:// or http://')
  const address = normalizeAddress(text)
  if (address === null) throw refuse('adresse trop longue', 'address too long')
  return address
}

/** An address made whole, without its fragment; null when it is none of the web's, or has a user in it. */
export function toWebAddress(href: string, base?: string): string | null {
  if (href.length > longestAddress || !URL.canParse(href, base)) return null
  const url = new URL(href, base)
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '' || url.password !== '')
    return null
  url.hash = ''
  return url.href.length <= longestAddress ? url.href : null
}

/** An address in one spelling: no fragment, no tracking parameters; null when it is none of the web's. */
export function normalizeAddress(href: string, base?: string): string | null {
  const address = toWebAddress(href, base)
  if (address === null) return null
  const url = new URL(address)
  url.pathname = url.pathname.replace(/;jsessionid=[^/;]*/i, '')
  // Only where there is one to drop: to set it anew would spell the others differently.
  for (const name of [...url.searchParams.keys()]) if (tracking.test(name)) url.searchParams.delete(name)
  if (url.search === '') url.search = ''
  return url.href
}

/**
 * What two addresses of one page have in common: http or https, www or not, a slash at the end, the order of parameters,
 * whichever way its letters are written.
 */
export function addressKey(address: string): string {
  const url = new URL(address)
  const parameters = [...url.searchParams].map(([name, value]) => `${name}=${value}`).sort()
  return [siteOf(address) + plainPath(url.pathname).replace(/(?<=.)\/$/, ''), ...parameters].join('&')
}

/** `%c3%a9` is `%C3%A9`, and `%7E` is `~` (RFC 3986, 6.2.2). */
function plainPath(path: string): string {
  return path.replace(/%[0-9a-f]{2}/gi, code => {
    const letter = String.fromCharCode(Number.parseInt(code.slice(1), 16))
    return /[\w.~-]/.test(letter) ? letter : code.toUpperCase()
  })
}

/** A site is a host, with www or without, and its port. */
export function siteOf(address: string): string {
  return new URL(address).host.replace(/^www\./, '')
}

/** Page, or a document that is read: not a picture, a style, an archive. */
export function isWorthAsking(address: string): boolean {
  const extension = extname(new URL(address).pathname).toLowerCase()
  if (extension === '' || /^\.(php|aspx?|jsp|cfm|cgi|do|action)$/.test(extension)) return true
  // `/v1.2` and `/exemple.fr` are no file names.
  if (!/^\.[a-z][a-z0-9]{1,4}$/.test(extension)) return true
  const type = typeOfName(extension)
  return type !== null && type !== 'image'
}

/** `/a/b/a/b/a/b`: a page whose links lead deeper into themselves. */
export function repeatsItself(address: string): boolean {
  const parts = new URL(address).pathname.split('/').filter(part => part !== '')
  const counts = new Map<string, number>()
  for (const part of parts) counts.set(part, (counts.get(part) ?? 0) + 1)
  return parts.length > 12 || [...counts.values()].some(count => count > 2)
}
