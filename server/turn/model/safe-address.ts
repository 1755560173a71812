import type { HostCheck } from './link-hosts.ts'

/**
 * The address as it may be shown and opened, in the form that every reader of URLs understands alike (WHATWG's), or
 * null: another scheme than http, https and mailto, a user name before the host, a backslash or an HTML entity (which
 * readers take differently), a host that is not allowed. `own`: e-mail addresses that are, in lower case.
 */
export function toSafeAddress(
  address: string,
  isAllowed: HostCheck,
  own?: ReadonlySet<string>,
): string | null {
  if (/[\\\p{Cc}\s]|&#|&\w+;/u.test(address)) return null
  // Brackets are no part of an address that people write; readers of Markdown would see a picture begin.
  const mail = /^mailto:([^@?[\]()<>]+@([^@?[\]()<>]+))$/i.exec(address)
  if (mail) {
    const [whole = '', host = ''] = mail.slice(1).map(part => part.toLowerCase())
    return isAllowed(host) || own?.has(whole) ? `mailto:${mail[1]}` : null
  }
  if (!/^https?:\/\/[^/]/i.test(address) || !URL.canParse(address)) return null
  const url = new URL(address)
  if (url.username !== '' || url.password !== '' || !/^[a-z0-9.-]+(?::\d+)?$/.test(url.host)) return null
  return isAllowed(url.host) ? url.href.replace(/[()[\]]/g, encodeBracket) : null
}

function encodeBracket(bracket: string): string {
  return `%${bracket.charCodeAt(0).toString(16).toUpperCase()}`
}
