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
      try {
        channel = new BroadcastChannel(name)
        channel.onmessage = listener
      } catch {
        // Firefox refuses it where it refuses storage.
      }
      const end = new AbortController()
      // Of a page that the visitor comes back to, and of a storage that was emptied, it is not known which changed.
      const onChange = ({ key }: Partial<StorageEvent>) =>
        (key ?? conversationKey) === conversationKey && listener()
      for (const event of ['storage', 'pageshow']) addEventListener(event, onChange, { signal: end.signal })
      return () => {
        channel?.close()
        channel = undefined
        end.abort()
      }
    },
  }
}

/** How long a tab waits for another, in milliseconds: Safari lets a page that was left keep its lock. */
const lockPatience = 15_000

/** Web Locks are missing on plain http, and refused to some frames: the server's idempotence must do there. */
export const lock: Lock = async work => {
  let hasBegun = false
  const begin = () => {
    hasBegun = true
    return work()
  }
  try {
    return await navigator.locks.request(name, { signal: AbortSignal.timeout(lockPatience) }, begin)
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
