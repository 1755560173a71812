import type { PanelHost } from '../../contract.ts'
import { createApi } from './api.ts'
import type { Clock } from './clock.ts'
import type { ConversationDeps } from './conversation.ts'
import { createStore } from './store.ts'
import type { Lock, Tabs } from './tabs.ts'
import { conversationKey } from './visitor.ts'

const name = 'chatbot-v2:conversation'

/**
 * Tabs are told over a channel. What another tab stored may be seen later than what it told, so that another
 * conversation is noticed in the storage itself.
 */
function createTabs(): Tabs {
  let channel: BroadcastChannel | undefined
  return {
    tell: () => channel?.postMessage(0),
    listen(listener) {
      if (typeof BroadcastChannel !== 'undefined') channel = new BroadcastChannel(name)
      channel?.addEventListener('message', listener)
      const onStorage = ({ key }: StorageEvent) => key === conversationKey && listener()
      addEventListener('storage', onStorage)
      return () => {
        channel?.close()
        removeEventListener('storage', onStorage)
      }
    },
  }
}

/** Web Locks are missing on plain http, and refused to some frames: the server's idempotence must do there. */
const lock: Lock = async work => {
  let hasBegun = false
  const begin = () => {
    hasBegun = true
    return work()
  }
  try {
    return await navigator.locks.request(name, begin)
  } catch (error) {
    if (hasBegun) throw error
    return work()
  }
}

const clock: Clock = {
  now: Date.now,
  after(milliseconds, act) {
    const timer = setTimeout(act, milliseconds)
    return () => clearTimeout(timer)
  },
}

/** 128 random bits; `crypto.randomUUID` is missing on plain http, where a page is tried out first. */
const createId = (): string =>
  [...crypto.getRandomValues(new Uint32Array(4))].map(part => part.toString(36)).join('-')

/** The browser, as a conversation needs it. Touches nothing yet: storage and network wait for `load`. */
export function createBrowserDeps({ options, texts, emit }: PanelHost): ConversationDeps {
  const isOnline = () => navigator.onLine
  return {
    api: createApi({
      fetch: (...request) => fetch(...request),
      apiUrl: options.apiUrl,
      language: options.language,
      formality: options.formality,
      isOnline,
      clock,
    }),
    store: createStore(() => localStorage),
    session: createStore(() => sessionStorage),
    tabs: createTabs(),
    lock,
    network: {
      isOnline,
      listen(listener) {
        const end = new AbortController()
        for (const event of ['online', 'offline']) addEventListener(event, listener, { signal: end.signal })
        return () => end.abort()
      },
    },
    clock,
    createId,
    random: Math.random,
    texts,
    emit,
  }
}
