import pg from 'pg'
import { abortable } from './abortable.ts'
import type { PostgresAddress } from './postgres-address.ts'
import { speaksTls, toTlsOptions } from './postgres-tls.ts'

/** Milliseconds for one connection to be made: TCP, TLS and password are up to eight round trips. */
export const connectMilliseconds = 5000

/** Makes connections to one address. */
export interface Connector {
  /** What `pg` needs to connect, once it is known whether the server has TLS. Rejects when it cannot be reached. */
  toConfig(): Promise<pg.ClientConfig>
  /** A connection of its own, outside any pool. */
  connect(timeoutMilliseconds?: number): Promise<pg.Client>
  /** Makes such a connection, has the server answer on it, and ends it. */
  probe(timeoutMilliseconds: number): Promise<void>
}

/** Throws DatabaseError `url_invalid` when a certificate's file cannot be read. */
export function createConnector(address: PostgresAddress): Connector {
  const tls = toTlsOptions(address)
  let tlsAsked: Promise<boolean> | undefined

  /** With `prefer`, the server says once whether there is TLS. */
  async function settleTls(): Promise<pg.ClientConfig['ssl']> {
    if (tls === false || address.tlsMode !== 'prefer') return tls
    tlsAsked ??= speaksTls(address, connectMilliseconds)
    try {
      return (await tlsAsked) ? tls : false
    } catch (error) {
      tlsAsked = undefined
      throw error
    }
  }

  async function toConfig(): Promise<pg.ClientConfig> {
    return {
      host: address.host,
      port: address.port,
      user: address.user,
      password: address.password,
      database: address.database,
      application_name: address.applicationName,
      options: address.options,
      ssl: await settleTls(),
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    } as pg.ClientConfig
  }

  async function connect(timeoutMilliseconds = connectMilliseconds): Promise<pg.Client> {
    const client = new pg.Client({ ...(await toConfig()), connectionTimeoutMillis: timeoutMilliseconds })
    client.on('error', () => undefined) // whoever waits for a statement is told by it
    try {
      await client.connect()
    } catch (error) {
      void client.end().catch(() => undefined)
      throw error
    }
    return client
  }

  return {
    toConfig,
    connect,
    async probe(timeoutMilliseconds) {
      const signal = AbortSignal.timeout(timeoutMilliseconds)
      const client = await abortable(connect(timeoutMilliseconds), signal, late => void late.end())
      try {
        await abortable(client.query('select 1'), signal)
      } finally {
        void client.end().catch(() => undefined)
      }
    },
  }
}
