import type { Network } from '../conversation/network.ts'
import type { Lock, Tabs } from '../conversation/tabs.ts'
import { conversationKey } from '../conversation/visitor.ts'

const name = 'chatbot-v2:conversation'

/**
 * Tabs are told over a channel. What another tab stored may be seen later than what it told, so that another
 * conversation is noticed in the storage itself.
 */
export function createTabs(): Tabs {
  let channel: BroadcastChannel | undefined
  return {
    tell: () => channel?.postMessage(0),
    listen(listener) {
      channel = window.BroadcastChannel && new BroadcastChannel(name)
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
export const lock: Lock = async work => {
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

export const network: Network = {
  isOnline: () => navigator.onLine,
  listen(listener) {
    const end = new AbortController()
    for (const event of ['online', 'offline']) addEventListener(event, listener, { signal: end.signal })
    return () => end.abort()
  },
}
