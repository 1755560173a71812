import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import { createDatabaseError } from './database-error.ts'
import type { PostgresAddress } from './postgres-address.ts'

/** Length 8, then the number that asks for TLS: https://www.postgresql.org/docs/current/protocol-message-formats.html */
const tlsRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])

function readFileOf(parameter: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code
    throw createDatabaseError(
      'url_invalid',
      `DATABASE_URL nomme ${parameter}=${path}, qui ne se lit pas (${reason}) : corrige le chemin ou les droits.`,
      error,
    )
  }
}

/**
 * The TLS options of an address, its files read; false for none. `prefer` verifies nothing and so gives the options
 * of `require`: whether the server has TLS at all is for speaksTls() to say. Throws DatabaseError `url_invalid`.
 */
export function toTlsOptions(address: PostgresAddress): ConnectionOptions | false {
  const { tlsMode, rootCertificate, certificate, key } = address
  if (tlsMode === 'disable' || address.host.startsWith('/')) return false
  const own = {
    ...(certificate === undefined ? {} : { cert: readFileOf('sslcert', certificate) }),
    ...(key === undefined ? {} : { key: readFileOf('sslkey', key) }),
  }
  if (tlsMode === 'prefer' || tlsMode === 'require') return { ...own, rejectUnauthorized: false }
  const authority =
    rootCertificate === undefined || rootCertificate === 'system'
      ? {}
      : { ca: readFileOf('sslrootcert', rootCertificate) }
  const anyName = tlsMode === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}
  return { ...own, ...authority, ...anyName, rejectUnauthorized: true }
}

/** Asks a server whether it speaks TLS, and leaves. Rejects when it cannot be reached or says nothing in time. */
export function speaksTls(
  { host, port }: Pick<PostgresAddress, 'host' | 'port'>,
  timeoutMilliseconds: number,
): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>()
  const socket = connect({ host, port })
  socket.setTimeout(timeoutMilliseconds, () => socket.destroy(new Error('no answer to a request for TLS')))
  socket.once('connect', () => socket.write(tlsRequest))
  socket.once('data', answer => {
    resolve(answer.toString('latin1', 0, 1) === 'S')
    socket.destroy()
  })
  socket.once('error', reject)
  socket.once('close', () => reject(new Error('the server closed the connection before a word')))
  return promise
}
