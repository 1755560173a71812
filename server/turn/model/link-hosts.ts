/** Says whether links to a host (`example.com`, `example.com:8443`, lower case, ASCII) may reach the visitor. */
export type HostCheck = (host: string) => boolean

const named = /(?:https?:\/\/|www\.)?((?:[a-z0-9](?:[a-z0-9-]{0,62})\.)+[a-z][a-z0-9-]{1,62})(:\d{2,5})?/giu

/** The hosts that texts name, as addresses or bare (`systeme.io`), without `www.`. */
export function hostsIn(texts: readonly string[]): Set<string> {
  const hosts = new Set<string>()
  for (const text of texts) {
    for (const [, host = '', port = ''] of text.matchAll(named))
      hosts.add(bare(`${host}${port}`.toLowerCase()))
  }
  return hosts
}

/**
 * Allows the hosts that `texts` (the passages, the contact) name and those of `allowed` (ALLOWED_LINK_HOSTS: exact
 * hosts, or `*.example.com` for those below one). `www.` makes no difference.
 */
export function createHostCheck(texts: readonly string[], allowed: readonly string[]): HostCheck {
  const hosts = hostsIn(texts)
  const below: string[] = []
  for (const entry of allowed.map(host => host.trim().toLowerCase())) {
    if (entry.startsWith('*.')) below.push(entry.slice(1))
    else if (entry !== '') hosts.add(bare(entry))
  }
  return host => hosts.has(bare(host)) || below.some(suffix => host.endsWith(suffix))
}

function bare(host: string): string {
  return host.replace(/^www\./, '').replace(/\.(?=$|:)/, '')
}
