import type { Store } from './store.ts'

/** Who the visitor is to the server, and which conversation is hers. */
export interface Ids {
  user_id: string
  conversation_id: string
}

/** Version 1's names, so that a visitor of version 1 keeps the conversation. */
const userKey = 'lac_user_id'
const conversationKey = 'lac_conversation_id'

/** What the server takes for an id (contract/identifier.ts, which brings zod along). */
export const isIdentifier = (id: string | null): id is string => /^[\w.:-]{1,128}$/.test(id ?? '')

export interface Visitor {
  /** The ids of a conversation that has begun, or null. */
  current(): Ids | null
  /** The ids to send with; made and stored now if there are none. */
  begin(): Ids
  /** Forgets the conversation; the next message opens another. */
  leave(): void
  /** Says who the visitor is. Another user's conversation is left; true when there was one. */
  become(user_id: string): boolean
}

/** Ids out of the store; `createId` makes new ones. */
export function createVisitor(store: Store, createId: () => string): Visitor {
  const read = (key: string): string | null => {
    const id = store.get(key)
    return isIdentifier(id) ? id : null
  }
  const readOrCreate = (key: string): string => {
    const id = read(key) ?? createId()
    if (id !== store.get(key)) store.set(key, id)
    return id
  }
  return {
    current() {
      const user_id = read(userKey)
      const conversation_id = read(conversationKey)
      return user_id && conversation_id ? { user_id, conversation_id } : null
    },
    begin: () => ({ user_id: readOrCreate(userKey), conversation_id: readOrCreate(conversationKey) }),
    leave: () => store.set(conversationKey, null),
    become(user_id) {
      const before = read(userKey)
      if (before === user_id) return false
      const hadConversation = !!read(conversationKey)
      store.set(userKey, user_id)
      store.set(conversationKey, null)
      return hadConversation
    },
  }
}
