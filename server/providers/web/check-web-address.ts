import { isIP } from 'node:net'
import { WebFailure } from '../../ports/web-fetcher.ts'
import { mayBeAsked } from '../http/address-range.ts'

/** Names that lead nowhere on the internet (RFC 6761, 6762, 8375, ICANN's .internal): they are not even looked up. */
const innerName =
  /(^|\.)(localhost|local|internal|intranet|lan|home|corp|private|home\.arpa|onion|test|invalid|example)$/

/** The host without the brackets of IPv6 and the dot that ends a whole name, and its port where that is not the scheme's. */
function hostOf(url: URL): { host: string; port: string } {
  return { host: url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, ''), port: url.port }
}

function isSameHost(one: URL, other: URL): boolean {
  return hostOf(one).host === hostOf(other).host && one.port === other.port
}

/** Whether the operator named this host (`intranet.exemple.fr`, `wiki.local:8080`) as one of a network of their own. */
export function isListedHost(url: URL, privateHosts: readonly string[]): boolean {
  return privateHosts.some(listed => {
    // As an address of the same scheme, so that it is spelled in the same way: `[FD00::0:1]`, `wiki.local:443`.
    const address = `${url.protocol}//${listed}`
    return URL.canParse(address) && isSameHost(new URL(address), url)
  })
}

/**
 * Refuses an address that no request may go to, as far as it says so itself; where its name leads is looked at when it is
 * looked up. URL has turned every spelling of an IPv4 address (0x7f.1, 2130706433) into the plain one. Throws WebFailure
 * `address`.
 */
export function checkWebAddress(address: string, privateHosts: readonly string[]): void {
  const problem = URL.canParse(address) ? problemOf(new URL(address), privateHosts) : 'no address'
  if (problem !== null) throw new WebFailure('address', problem)
}

function problemOf(url: URL, privateHosts: readonly string[]): string | null {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'neither http nor https'
  if (url.username !== '' || url.password !== '') return 'a user or a password in the address'
  const { host, port } = hostOf(url)
  const listed = isListedHost(url, privateHosts)
  // URL leaves out the scheme's own port, which is the only one that the public web needs.
  if (port !== '' && !listed) return 'another port than 80 and 443'
  if (isIP(host) > 0) return mayBeAsked(host, listed) ? null : 'a private or reserved address'
  return listed || (host.includes('.') && !innerName.test(host)) ? null : 'a name of an inner network'
}
