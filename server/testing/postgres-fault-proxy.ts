// Stands between the product and Postgres, knows which database function a message calls, and stops at exact points of
// a call: no fault depends on luck with time.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import {
  calledFunction,
  createMessageSplitter,
  encryptionRequests,
  type PostgresMessage,
  type PreparedCalls,
} from './postgres-messages.ts'

/** Where a call can be stopped, in order. */
export const callSteps = [
  'asked', // the request is here; the database has nothing of it
  'half asked', // the database has half of its bytes
  'executing', // the database has all of it; no byte of the reply is here
  'replied', // it is done and committed; the server has nothing of the reply
  'half replied', // the server has half of the reply's bytes
  'delivered', // the server has it all
] as const
export type CallStep = (typeof callSteps)[number]

export interface ProxiedCall {
  /** The database function. */
  name: string
  /** Process id of the backend that serves this connection. */
  backend: number
  /** Resets the connection on both sides; what was not passed on is lost. */
  cut(): void
}

/** Told of each step of each call, which goes on once the promise is fulfilled; after `delivered`, at once. */
export type CallWatch = (call: ProxiedCall, step: CallStep) => Promise<void> | void

export interface PostgresFaultProxy extends AsyncDisposable {
  /** The database's URL through the proxy. */
  url: string
  /** Sets who is told from now on; undefined lets everything pass. */
  watch(watch: CallWatch | undefined): void
  /** Resets every open connection. */
  cutAll(): void
  /** Backends of the open connections. */
  backends(): number[]
}

interface Link {
  backend: number
  cut(): void
}

/** Starts a proxy on a free loopback port before the database of `databaseUrl` (plain TCP, no TLS). */
export async function startPostgresFaultProxy(databaseUrl: string): Promise<PostgresFaultProxy> {
  const target = new URL(databaseUrl)
  const links = new Set<Link>()
  let watch: CallWatch | undefined
  const server = createServer(client => {
    const upstream = connect(Number(target.port || 5432), target.hostname)
    const link = openLink(client, upstream, (call, step) => watch?.(call, step))
    links.add(link)
    client.once('close', () => links.delete(link))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const cutAll = () => {
    for (const link of links) link.cut()
  }
  return {
    url: url.href,
    watch(next) {
      watch = next
    },
    cutAll,
    backends: () => [...links].map(link => link.backend),
    async [Symbol.asyncDispose]() {
      server.close()
      cutAll()
    },
  }
}

/** One connection and its twin. Calls pass in steps; everything else as it comes. */
function openLink(client: Socket, upstream: Socket, watch: CallWatch): Link {
  const prepared: PreparedCalls = new Map()
  let started = false
  let ended = false // the database has closed its side
  let reply: { chunks: Buffer[]; complete: PromiseWithResolvers<void> } | undefined
  let unit: PostgresMessage[] = []
  let passing: Promise<void> = Promise.resolve()
  const link: Link = {
    backend: 0,
    cut() {
      client.resetAndDestroy()
      upstream.resetAndDestroy()
    },
  }
  for (const socket of [client, upstream]) socket.setNoDelay(true).on('error', () => socket.destroy())

  /** A whole request, up to its Sync: in steps when it calls a function of ours. */
  async function pass(messages: readonly PostgresMessage[]): Promise<void> {
    const request = Buffer.concat(messages.map(({ bytes }) => bytes))
    const name = calledFunction(messages, prepared)
    if (name === undefined) return void upstream.write(request)
    const call: ProxiedCall = { name, backend: link.backend, cut: link.cut }
    await watch(call, 'asked')
    upstream.write(request.subarray(0, request.length / 2))
    await watch(call, 'half asked')
    const waiting = { chunks: [] as Buffer[], complete: Promise.withResolvers<void>() }
    reply = waiting
    upstream.write(request.subarray(request.length / 2))
    if (ended) waiting.complete.resolve()
    await watch(call, 'executing')
    await waiting.complete.promise
    await watch(call, 'replied')
    const half = Buffer.concat(waiting.chunks)
    client.write(half.subarray(0, half.length / 2))
    await watch(call, 'half replied')
    client.write(Buffer.concat(waiting.chunks).subarray(half.length / 2))
    reply = undefined
    void watch(call, 'delivered') // the connection is the server's again: nothing can be held here
  }

  const requests = createMessageSplitter(() => started)
  client.on('data', chunk => {
    for (const message of requests.push(chunk)) {
      if (message.type === '' && encryptionRequests.has(message.bytes.readInt32BE(4))) client.write('N')
      else if (message.type === '') {
        started = true
        upstream.write(message.bytes)
      } else {
        unit.push(message)
        if (!'SQXp'.includes(message.type)) continue // Sync, Query, Terminate and a password end a request
        const whole = unit
        unit = []
        passing = passing.then(() => pass(whole))
      }
    }
  })

  const replies = createMessageSplitter(() => true)
  upstream.on('data', chunk => {
    for (const { type, bytes } of replies.push(chunk)) {
      if (type === 'K') link.backend = bytes.readInt32BE(5)
      if (reply === undefined) client.write(bytes)
      else reply.chunks.push(bytes)
      if (type === 'Z') reply?.complete.resolve() // ReadyForQuery: the transaction is over
    }
  })
  upstream.on('close', () => {
    ended = true
    reply?.complete.resolve()
    // What the database had said still arrives, then its end.
    passing = passing.then(() => void client.end())
  })
  client.on('close', () => upstream.destroy())
  return link
}
