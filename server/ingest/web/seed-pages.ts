import type { Stop } from './frontier.ts'
import type { KnownPage } from './known-pages.ts'
import { addressKey } from './web-address.ts'
import type { WebSource } from './web-state.ts'

/**
 * What a crawl begins with after its start, in the order that brings the next one on where this one has to stop: pages that
 * were read, the one that was longest not looked at first, each followed by one that was not read yet. Those are the ones
 * that sitemaps list, or that the links of a site's pages lead to, as many as it may still have; from anywhere among them
 * (`random`, from 0 to 1), since those that can never be read come back every time.
 */
export function seedPages(
  own: readonly KnownPage[],
  { listed, source, random }: { listed: readonly string[]; source: WebSource; random(): number },
): Stop[] {
  const read = own
    .map(({ source: address, state }) => ({
      address,
      depth: state?.depth ?? 0,
      checked: state?.checked_at ?? '',
    }))
    .sort((one, other) => (one.checked < other.checked ? -1 : one.checked > other.checked ? 1 : 0))
    .map(({ address, depth }) => ({ address, depth }))
  const keys = new Set(own.map(page => addressKey(page.source)))
  const unread: Stop[] = []
  const add = (address: string, depth: number) => {
    const key = addressKey(address)
    if (!keys.has(key)) unread.push({ address, depth })
    keys.add(key)
  }
  for (const address of listed) add(address, 0)
  if (source.scope === 'site')
    for (const { state } of own) for (const link of state?.links ?? []) add(link, (state?.depth ?? 0) + 1)
  // The first time in their own order: what matters most stands first.
  const first = own.length === 0 ? 0 : Math.floor(random() * unread.length)
  const turned = [...unread.slice(first), ...unread.slice(0, first)]
  const room = source.scope === 'site' ? Math.max(0, source.max_pages - own.length) : turned.length
  return interleave(read, turned.slice(0, room))
}

function interleave(read: readonly Stop[], unread: readonly Stop[]): Stop[] {
  return Array.from({ length: Math.max(read.length, unread.length) }, (_, at) =>
    [read[at], unread[at]].filter(stop => stop !== undefined),
  ).flat()
}
