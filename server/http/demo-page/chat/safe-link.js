const protocols = new Set(['http:', 'https:', 'mailto:'])

/**
 * The address as a browser would open it, or null when it must not become a link: another scheme than http,
 * https and mailto, a relative address, a user name in front of the host.
 * @param {string} address
 * @returns {string | null}
 */
export function toSafeLink(address) {
  if (!URL.canParse(address)) return null
  const url = new URL(address)
  return protocols.has(url.protocol) && !url.username && !url.password ? url.href : null
}
