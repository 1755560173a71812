import type { Words } from '../refusal.ts'
import type { KnownPage } from './known-pages.ts'
import { nameOfPage } from './read-page.ts'
import type { GonePage } from './web-report.ts'
import { isSameSource, type WebSource, type WebState } from './web-state.ts'

/** What a crawl writes down of pages that are stored already and not stored anew. */
export interface PageNotes {
  write(page: KnownPage, state: WebState): void
  /** It was asked for, whatever came of it. */
  look(page: KnownPage): void
  lose(page: KnownPage, reason: Words): void
  /** Another one took its place. */
  forget(page: KnownPage): void
  /** The documents whose page is no more; from now on that is written down of those that stay. */
  gone(): GonePage[]
  /** By document. `complete`: every page was seen, so that it matters to nobody which one was seen when. */
  states(complete: boolean): ReadonlyMap<string, WebState>
}

export function createPageNotes(options: {
  source: WebSource
  /** When this run began, ISO 8601. */
  checkedAt: string
  gone?: 'keep' | 'remove' | 'remove-later'
}): PageNotes {
  const { source, checkedAt } = options
  const states = new Map<string, WebState>()
  const looked = new Set<KnownPage>()
  const lost = new Map<string, { page: KnownPage; reason: Words }>()

  return {
    write: ({ id }, state) => void states.set(id, { ...state, checked_at: checkedAt }),
    look(page) {
      // Those of another crawl are its own to order.
      if (page.state && isSameSource(page.state.source, source)) looked.add(page)
    },
    lose: (page, reason) => void lost.set(page.id, { page, reason }),
    forget: ({ id }) => void lost.delete(id),
    gone() {
      return [...lost.values()].map(({ page, reason }) => {
        const { id, state, title } = page
        const since = state?.gone_since ?? new Date().toISOString()
        const removed =
          options.gone === 'remove' || (options.gone === 'remove-later' && state?.gone_since != null)
        if (state && !removed) states.set(id, { ...state, gone_since: since, gone_reason: reason.fr })
        return { id, source: page.source, title: title ?? nameOfPage(page.source), reason, since, removed }
      })
    },
    states(complete) {
      const seen = [...(complete ? [] : looked)].flatMap(({ id, state }) => {
        const now = states.get(id) ?? state
        return now ? [[id, { ...now, source, checked_at: checkedAt }] as const] : []
      })
      return new Map([...states, ...seen])
    },
  }
}
