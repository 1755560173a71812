import type { Failure } from './conversation-state.ts'
import type { Store } from './store.ts'
import type { Ids } from './visitor.ts'

/** A message whose answer has not come, and where it belongs. */
export interface Entry extends Ids {
  message_id: string
  text: string
  /** Why it is sent no more until the visitor asks for it. */
  failure?: Failure
}

/** An entry as it is stored: `at` is when it was asked, in milliseconds since the epoch, or just after the one before it. */
export interface KeptEntry extends Entry {
  at: number
}

const prefix = 'chatbot-v2:outbox:'

export interface Outbox {
  /** What is kept of a conversation, oldest first, from whichever tab; also what was refused for good. */
  all(conversation_id?: string): KeptEntry[]
  /** What of it waits to be sent. */
  list(conversation_id?: string): KeptEntry[]
  /** Keeps a message to be sent; once, however often it is told. One that was refused waits again. */
  add(entry: Entry): void
  /** Keeps a message that waits as one that was refused for good. */
  refuse(entry: Entry, failure: Failure): void
  remove(message_id: string): void
}

/**
 * The messages that are not answered yet, in the browser's storage: from `send` until `done`, over reloads and
 * shared by tabs. Sending one of them again under its id is always right: the server answers it once.
 * Each has a key of its own: a tab sees what another stored a moment late, and must not write over it.
 * `now`: milliseconds since the epoch.
 */
export function createOutbox({ keys, get, set }: Store, now: () => number): Outbox {
  const read = (): KeptEntry[] =>
    keys()
      .filter(key => key.startsWith(prefix))
      .flatMap(key => {
        try {
          const entry = JSON.parse(get(key) ?? '')
          return entry.text && entry.message_id ? entry : []
        } catch {
          return []
        }
      })
      .sort((one, other) => one.at - other.at)
  const all: Outbox['all'] = conversation_id =>
    read().filter(entry => entry.conversation_id === conversation_id)
  return {
    all,
    list: conversation_id => all(conversation_id).filter(({ failure }) => !failure),
    refuse(entry, failure) {
      const key = prefix + entry.message_id
      if (get(key)) set(key, JSON.stringify({ ...entry, failure }))
    },
    add(entry) {
      const key = prefix + entry.message_id
      // After all that waits, also where the clock stood still or went back.
      const at = Math.max(now(), (read().at(-1)?.at || 0) + 1)
      const kept = get(key)
      if (!kept || kept.includes('"failure":')) set(key, JSON.stringify({ ...entry, at }))
    },
    remove: message_id => set(prefix + message_id, null),
  }
}
