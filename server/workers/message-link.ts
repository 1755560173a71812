/** One end of a channel between two processes: `ChildProcess`, a cluster's worker and `process` fit. */
export interface Channel {
  send?(message: object): unknown
  on(event: 'message', listener: (message: unknown) => void): unknown
}

/** What the other end may ask for, by name. A value or what it throws goes back. */
export type Handlers = Readonly<Record<string, (value: never) => unknown>>

/** Questions and answers over a channel of messages. */
export interface MessageLink {
  /** Asks the other end. Rejects with what it threw, and when it says nothing in time. */
  ask(name: string, value?: unknown, milliseconds?: number): Promise<unknown>
  /** Says something and waits for nothing. */
  tell(name: string, value?: unknown): void
}

type LinkMessage =
  | { link: 'ask'; id: number; name: string; value: unknown }
  | { link: 'tell'; name: string; value: unknown }
  | { link: 'answer'; id: number; value: unknown }
  | { link: 'failure'; id: number; reason: string }

const patience = 5000

/** Speaks over `channel` and answers with `handlers`. Messages of others on the same channel are left alone. */
export function createMessageLink(channel: Channel, handlers: Handlers): MessageLink {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let nextId = 0
  // A process that has gone hears nothing: whoever asked it finds out by the time.
  const send = (message: LinkMessage) => void channel.send?.(message)

  async function answer(id: number, name: string, value: unknown): Promise<void> {
    try {
      const handler = handlers[name] as ((value: unknown) => unknown) | undefined
      if (handler === undefined) throw new Error(`nobody answers ${name}`)
      send({ link: 'answer', id, value: await handler(value) })
    } catch (error) {
      send({ link: 'failure', id, reason: error instanceof Error ? error.message : String(error) })
    }
  }

  channel.on('message', received => {
    const message = received as LinkMessage
    if (message?.link === 'ask') void answer(message.id, message.name, message.value)
    else if (message?.link === 'tell')
      (handlers[message.name] as ((value: unknown) => unknown) | undefined)?.(message.value)
    else if (message?.link === 'answer') waiting.get(message.id)?.resolve(message.value)
    else if (message?.link === 'failure') waiting.get(message.id)?.reject(new Error(message.reason))
  })

  return {
    ask(name, value, milliseconds = patience) {
      const id = nextId++
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      waiting.set(id, { resolve, reject })
      const late = setTimeout(() => reject(new Error(`no answer to ${name}`)), milliseconds)
      send({ link: 'ask', id, name, value })
      return promise.finally(() => {
        clearTimeout(late)
        waiting.delete(id)
      })
    },
    tell: (name, value) => send({ link: 'tell', name, value }),
  }
}
