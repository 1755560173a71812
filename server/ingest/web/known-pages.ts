import type { WebDocument } from '../../operations/list-web-documents.ts'
import { addressKey } from './web-address.ts'
import type { WebState } from './web-state.ts'

/** A page that was read before. */
export type KnownPage = Omit<WebDocument, 'web'> & { state: WebState | null }

/** The pages of one owner that were read before, each under the very address that it is stored by. */
export interface KnownPages {
  readonly all: readonly KnownPage[]
  find(address: string): KnownPage | undefined
  /** Every one that is the same page, by any spelling of its address: a slash at its end, www, http or https. */
  spellings(address: string): readonly KnownPage[]
}

export function createKnownPages(all: readonly KnownPage[]): KnownPages {
  const bySource = new Map(all.map(page => [page.source, page]))
  const byKey = Map.groupBy(all, ({ source }) => addressKey(source))
  return {
    all,
    find: address => bySource.get(address),
    spellings: address => byKey.get(addressKey(address)) ?? [],
  }
}
