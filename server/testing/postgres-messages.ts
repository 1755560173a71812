// Postgres' wire protocol 3, as far as a fault needs it: where messages begin and end, and what they call.
// https://www.postgresql.org/docs/current/protocol-message-formats.html

/** One message: its type letter ('' for the first ones of a connection, which have none) and all its bytes. */
export interface PostgresMessage {
  type: string
  bytes: Buffer
}

export interface MessageSplitter {
  /** Adds what came and returns the messages that are whole now. */
  push(chunk: Buffer): PostgresMessage[]
}

/** Cuts one direction of a connection into messages. `typed` says whether the next message has a type letter. */
export function createMessageSplitter(typed: () => boolean): MessageSplitter {
  let rest: Buffer = Buffer.alloc(0)
  return {
    push(chunk) {
      rest = Buffer.concat([rest, chunk])
      const messages: PostgresMessage[] = []
      for (;;) {
        const head = typed() ? 1 : 0
        if (rest.length < head + 4) return messages
        const end = head + rest.readInt32BE(head)
        if (rest.length < end) return messages
        messages.push({ type: rest.toString('latin1', 0, head), bytes: rest.subarray(0, end) })
        rest = rest.subarray(end)
      }
    },
  }
}

/** Codes in the place of a version number: requests for encryption, which a proxy on loopback declines. */
export const encryptionRequests: ReadonlySet<number> = new Set([80877103, 80877104])

/** A connection's prepared statements: which of our functions each calls. */
export type PreparedCalls = Map<string, string | undefined>

/** The function that messages up to a Sync (or one simple Query) call; undefined for any other statement. */
export function calledFunction(
  messages: readonly PostgresMessage[],
  prepared: PreparedCalls,
): string | undefined {
  let name: string | undefined
  for (const { type, bytes } of messages) {
    if (type === 'Q') name = functionIn(bytes.toString('utf8', 5))
    if (type === 'P') {
      const [statement = '', sql = ''] = bytes.toString('utf8', 5).split('\0')
      prepared.set(statement, functionIn(sql))
    }
    if (type === 'B') {
      const [, statement = ''] = bytes.toString('utf8', 5).split('\0')
      name = prepared.get(statement)
    }
  }
  return name
}

function functionIn(sql: string): string | undefined {
  return /^\s*select\s+([a-z_]+)\s*\(/i.exec(sql)?.[1]
}
