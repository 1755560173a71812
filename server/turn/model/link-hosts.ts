/** Says whether links to a host (`example.com`, `example.com:8443`, lower case, ASCII) may reach the visitor. */
export type HostCheck = (host: string) => boolean

/** Labels with dots between them, from the first one on: from each of them it would be read anew. */
const named = /(?<![a-z0-9-])[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{2,5})?/gi
const topLabel = /^[a-z][a-z0-9-]{1,62}$/
const label = /^[a-z0-9][a-z0-9-]{0,62}$/

/** The hosts that texts name, as addresses or bare (`systeme.io`), without `www.`. */
export function hostsIn(texts: readonly string[]): Set<string> {
  const hosts = new Set<string>()
  for (const text of texts) {
    for (const [run] of text.matchAll(named)) {
      const host = hostOf(run.toLowerCase())
      if (host !== null) hosts.add(bare(host))
    }
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

/** An e-mail address as people write theirs; from the beginning of its local part on, so that none is read anew from within. */
const mail = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+/giu

/** The e-mail addresses that texts hold, in lower case. */
export function mailAddressesIn(texts: readonly string[]): Set<string> {
  return new Set(texts.flatMap(text => (text.match(mail) ?? []).map(address => address.toLowerCase())))
}

/** The host in a run of labels: "12.systeme.io.2" is about `12.systeme.io`. Null where none of it can be one. */
function hostOf(run: string): string | null {
  const [names = '', port] = run.split(':')
  const labels = names.split('.')
  const top = labels.findLastIndex(name => topLabel.test(name))
  const first = labels.findLastIndex((name, at) => at < top && !label.test(name)) + 1
  if (top - first < 1) return null
  const host = labels.slice(first, top + 1).join('.')
  return port !== undefined && top === labels.length - 1 ? `${host}:${port}` : host
}

function bare(host: string): string {
  return host.replace(/^www\./, '').replace(/\.(?=$|:)/, '')
}
