import type { Store } from './store.ts'

/** Who the visitor is to the server, and which conversation is hers. */
export interface Ids {
  user_id: string
  conversation_id: string
}

/** Version 1's names, so that a visitor of version 1 keeps the conversation. */
const userKey = 'lac_user_id'
export const conversationKey = 'lac_conversation_id'
/** Set while the id is one that the page named. */
const identifiedKey = 'chatbot-v2:identified'

/** What the server takes for an id (contract/identifier.ts, which brings zod along). */
export const isIdentifier = (id: string | null): id is string => /^[\w.:-]{1,128}$/.test(id ?? '')

export interface Visitor {
  user(): string | null
  /** The ids of a conversation that has begun, or null. */
  current(): Ids | null
  /** The ids to send with; made and stored now if there are none. */
  begin(): Ids
  /** True of a user whom the page named. */
  isNamed(): boolean
  /** Takes the page's word for who the visitor is; null: nobody any more. */
  name(user_id: string | null): void
  /** Forgets the conversation; the next message opens another, that of the user who is named. */
  leave(user_id?: string | null): void
}

/** Ids out of the store; `createId` makes new ones. */
export function createVisitor(store: Store, createId: () => string): Visitor {
  const read = (key: string): string | null => {
    const id = store.get(key)
    return isIdentifier(id) ? id : null
  }
  const readOrCreate = (key: string): string => {
    if (!read(key)) store.set(key, createId())
    return read(key) ?? ''
  }
  const begin = () => ({ user_id: readOrCreate(userKey), conversation_id: readOrCreate(conversationKey) })
  const name = (user_id: string | null) => {
    store.set(userKey, user_id)
    store.set(identifiedKey, user_id && '1')
  }
  return {
    user: () => read(userKey),
    current: () => (read(userKey) && read(conversationKey) ? begin() : null),
    begin,
    isNamed: () => !!store.get(identifiedKey),
    name,
    leave(user_id) {
      if (user_id !== undefined) name(user_id)
      store.set(conversationKey, null)
    },
  }
}
