import type { PanelHost } from '../../contract.ts'
import type { ConversationDeps } from './conversation-contract.ts'
import { createStore } from './store.ts'

/** The browser, as a conversation needs it. Touches nothing yet: storage and network wait for `load`. */
export const toBrowserDeps = ({ options, emit }: PanelHost): Omit<ConversationDeps, 'onChange'> => ({
  fetch: (...request) => fetch(...request),
  apiUrl: options.apiUrl,
  language: options.language,
  formality: options.formality,
  isOnline: () => navigator.onLine,
  store: createStore(() => localStorage),
  session: createStore(() => sessionStorage),
  clock: {
    now: Date.now,
    after(milliseconds, act) {
      const timer = setTimeout(act, milliseconds)
      return () => clearTimeout(timer)
    },
  },
  // 128 random bits; `crypto.randomUUID` is missing on plain http, where a page is tried out first.
  createId: () => [...crypto.getRandomValues(new Uint32Array(4))].map(part => part.toString(36)).join('-'),
  emit,
})
