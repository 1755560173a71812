/**
 * The address as a browser would open it, or null when it must not become a link: another scheme than http,
 * https and mailto, a relative address, a user name in front of the host.
 */
export function toSafeLink(address: string): string | null {
  try {
    const { href, protocol, username, password } = new URL(address)
    return /^(https?|mailto):$/.test(protocol) && !username && !password ? href : null
  } catch {
    return null
  }
}
