import type { Store } from './store.ts'
import type { Ids } from './visitor.ts'

/** A message whose answer has not come, and where it belongs. */
export interface Entry extends Ids {
  message_id: string
  text: string
}

const key = 'chatbot-v2:outbox'

/** More than anybody writes without an answer; a page that sends without end must not fill the storage. */
const maxEntries = 50

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
 */
export function createOutbox(store: Store): Outbox {
  const read = (): Entry[] => {
    try {
      return JSON.parse(store.get(key) ?? '').filter(
        (entry: Partial<Entry> | null) => entry?.message_id && entry.text,
      )
    } catch {
      return []
    }
  }
  const write = (entries: Entry[]) =>
    store.set(key, entries.length ? JSON.stringify(entries.slice(-maxEntries)) : null)
  const without = ({ message_id }: Pick<Entry, 'message_id'>) =>
    read().filter(entry => entry.message_id !== message_id)
  return {
    list: conversation_id => read().filter(entry => entry.conversation_id === conversation_id),
    add(entry) {
      if (without(entry).length === read().length) write([...read(), entry])
    },
    remove: message_id => write(without({ message_id })),
  }
}
