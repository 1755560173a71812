import type { Store } from './store.ts'

/** Who the visitor is to the server, and which conversation is hers. */
export interface Ids {
  user_id: string
  conversation_id: string
}

/** Version 1's names, so that a visitor of version 1 keeps the conversation. */
const userKey = 'lac_user_id'
export const conversationKey = 'lac_conversation_id'

/** What the server takes for an id (contract/identifier.ts, which brings zod along). */
export const isIdentifier = (id: string | null): id is string => /^[\w.:-]{1,128}$/.test(id ?? '')

export interface Visitor {
  user(): string | null
  /** The ids of a conversation that has begun, or null. */
  current(): Ids | null
  /** The ids to send with; made and stored now if there are none. */
  begin(): Ids
  /** Forgets the conversation; the next message opens another, that of the user who is named. */
  leave(user_id?: string): void
}

/** Ids out of the store; `createId` makes new ones. */
export function createVisitor(store: Store, createId: () => string): Visitor {
  const read = (key: string): string | null => {
    const id = store.get(key)
    return isIdentifier(id) ? id : null
  }
  const readOrCreate = (key: string): string => {
    const known = read(key)
    const id = known ?? createId()
    if (!known) store.set(key, id)
    return id
  }
  const begin = () => ({ user_id: readOrCreate(userKey), conversation_id: readOrCreate(conversationKey) })
  return {
    user: () => read(userKey),
    current: () => (read(userKey) && read(conversationKey) ? begin() : null),
    begin,
    leave(user_id) {
      if (user_id) store.set(userKey, user_id)
      store.set(conversationKey, null)
    },
  }
}
