import { BlockList, isIP } from 'node:net'

/**
 * Where an address is: on the internet, in a network of one's own, or nowhere that a request of ours has anything to do
 * (link-local, which is where clouds keep their credentials; unspecified, multicast, documentation, reserved).
 */
export type AddressRange = 'public' | 'private' | 'forbidden'

// IANA's special-purpose registries (RFC 6890) and RFC 6598.
const privateRanges = toBlockList([
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::1/128',
  'fc00::/7',
])
const forbiddenRanges = toBlockList([
  '0.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '::/128',
  '100::/64',
  '2001:db8::/32',
  '3fff::/20',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
  // What clouds tell a machine of itself, credentials included, outside of link-local: Alibaba, Azure, then by IPv6 AWS,
  // Google, Oracle and Scaleway. In no network of an operator's own either.
  '100.100.100.200/32',
  '168.63.129.16/32',
  'fd00:ec2::/32',
  'fd20:ce::254/128',
  'fd00:c1::a9fe:a9fe/128',
  'fd00:42::42/128',
])
/** What carries an IPv4 address in its bits: NAT64 (RFC 6052, 8215), 6to4 and Teredo; nobody posts a webhook there. */
const tunnelRanges = toBlockList(['64:ff9b::/96', '64:ff9b:1::/48', '2002::/16', '2001::/32', '::/96'])

/** All that IANA has given out of IPv6 for the internet (RFC 4291, 2.4). */
const globalUnicast = toBlockList(['2000::/3'])
const mapped = toBlockList(['::ffff:0:0/96'])

/** The range of an IP address, in any of its spellings; IPv4 within IPv6 (`::ffff:a9fe:a9fe`) is what it carries. */
export function addressRange(address: string): AddressRange {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  if (isIP(address) === 0 || forbiddenRanges.check(address, family)) return 'forbidden'
  // `::1` is within `::/96`.
  if (privateRanges.check(address, family)) return 'private'
  if (family === 'ipv4' || mapped.check(address, family)) return 'public'
  return tunnelRanges.check(address, family) || !globalUnicast.check(address, family) ? 'forbidden' : 'public'
}

/** Whether a request of ours may go to an IP address; `mayBePrivate`: the operator named its host as one of their own network. */
export function mayBeAsked(address: string, mayBePrivate: boolean): boolean {
  const range = addressRange(address)
  return range === 'public' || (mayBePrivate && range === 'private')
}

function toBlockList(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', bits] = range.split('/')
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}
