const userKey = 'chat_user_id'
const conversationKey = 'chat_conversation_id'

/**
 * 128 random bits in hex. `crypto.randomUUID` is missing on plain http, where a page is tried out first.
 * @param {Pick<Crypto, 'getRandomValues'>} crypto
 */
export function createIdentifier(crypto) {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map(byte => byte.toString(16).padStart(2, '0'))
    .join('')
}

/**
 * Who the visitor is to the server: two random ids, made when the first message is sent and kept for the tab's
 * session only. A browser that refuses storage keeps them until the page is left.
 * @param {{ storage: () => Storage, crypto: Pick<Crypto, 'getRandomValues'> }} deps `storage` may throw
 */
export function createVisitor({ storage, crypto }) {
  /** @type {Map<string, string>} */
  const memory = new Map()

  /** @param {string} key */
  function read(key) {
    try {
      return memory.get(key) ?? storage().getItem(key)
    } catch {
      return null
    }
  }

  /** @param {string} key */
  function readOrCreate(key) {
    const known = read(key)
    if (known) return known
    const id = createIdentifier(crypto)
    memory.set(key, id)
    try {
      storage().setItem(key, id)
    } catch {
      // Storage is refused or full: `memory` serves until the page is left.
    }
    return id
  }

  return {
    /** The ids of a conversation that has begun, or null. */
    current() {
      const userId = read(userKey)
      const conversationId = read(conversationKey)
      return userId && conversationId ? { userId, conversationId } : null
    },
    /** The ids to send with; made now if there are none. */
    begin() {
      return { userId: readOrCreate(userKey), conversationId: readOrCreate(conversationKey) }
    },
    /** Forgets the conversation; the next message opens another. */
    leave() {
      memory.delete(conversationKey)
      try {
        storage().removeItem(conversationKey)
      } catch {
        // Storage is refused, so there was nothing in it.
      }
    },
  }
}
