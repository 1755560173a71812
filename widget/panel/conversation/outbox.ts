import type { Store } from './store.ts'
import type { Ids } from './visitor.ts'

/** A message whose answer has not come, and where it belongs. */
export interface Entry extends Ids {
  message_id: string
  text: string
}

const prefix = 'chatbot-v2:outbox:'

export interface Outbox {
  /** What waits in a conversation, oldest first, from whichever tab. */
  list(conversation_id: string): Entry[]
  /** Keeps a message; once, however often it is told. */
  add(entry: Entry): void
  remove(message_id: string): void
}

/**
 * The messages that are not answered yet, in the browser's storage: from `send` until `done`, over reloads and
 * shared by tabs. Sending one of them again under its id is always right: the server answers it once.
 * Each has a key of its own: a tab sees what another stored a moment late, and must not write over it.
 * `now`: milliseconds since the epoch.
 */
export function createOutbox(store: Store, now: () => number): Outbox {
  let latest = 0
  const read = (key: string): (Entry & { at: number })[] => {
    try {
      const entry = JSON.parse(store.get(key) ?? '')
      return entry.text && entry.message_id ? [entry] : []
    } catch {
      return []
    }
  }
  return {
    list: conversation_id =>
      store
        .keys()
        .filter(key => key.startsWith(prefix))
        .flatMap(read)
        .filter(entry => entry.conversation_id === conversation_id)
        .sort((one, other) => one.at - other.at),
    add(entry) {
      const key = prefix + entry.message_id
      latest = Math.max(now(), latest + 1)
      if (!store.get(key)) store.set(key, JSON.stringify({ ...entry, at: latest }))
    },
    remove: message_id => store.set(prefix + message_id, null),
  }
}
