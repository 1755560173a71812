import { isIPv6 } from 'node:net'

/**
 * What counts as one client: an IPv4 address, or the /64 of an IPv6 one, since a home or a server is given
 * that many. IPv4 mapped into IPv6 is IPv4 again.
 */
export function toAddressKey(address: string): string {
  const plain = address.split('%')[0] ?? ''
  if (!isIPv6(plain)) return plain
  // The URL parser spells every IPv6 address in one way, dotted quads included.
  const spelled = new URL(`http://[${plain}]`).hostname.slice(1, -1)
  const groups = expand(spelled)
  if (groups.slice(0, 5).every(group => group === 0) && groups[5] === 0xffff) return toDotted(groups)
  return `${groups
    .slice(0, 4)
    .map(group => group.toString(16))
    .join(':')}::/64`
}

function expand(address: string): number[] {
  const [head = '', tail] = address.split('::')
  const before = toGroups(head)
  const after = toGroups(tail ?? '')
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after]
}

function toGroups(part: string): number[] {
  return part === '' ? [] : part.split(':').map(group => Number.parseInt(group, 16))
}

function toDotted(groups: number[]): string {
  const [high = 0, low = 0] = groups.slice(6)
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
