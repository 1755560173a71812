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
  const read = (): (Entry & { at: number })[] =>
    store
      .keys()
      .filter(key => key.startsWith(prefix))
      .flatMap(key => {
        try {
          const entry = JSON.parse(store.get(key) ?? '')
          return entry.text && entry.message_id ? [entry] : []
        } catch {
          return []
        }
      })
      .sort((one, other) => one.at - other.at)
  return {
    list: conversation_id => read().filter(entry => entry.conversation_id === conversation_id),
    add(entry) {
      const key = prefix + entry.message_id
      // After all that waits, also where the clock stood still or went back.
      const at = Math.max(now(), (read().at(-1)?.at || 0) + 1)
      if (!store.get(key)) store.set(key, JSON.stringify({ ...entry, at }))
    },
    remove: message_id => store.set(prefix + message_id, null),
  }
}
