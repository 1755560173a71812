// What sslmode means, against a real server whose certificate an authority of our own has signed. Needs openssl.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { startPostgres, type TestPostgres } from '../testing/start-postgres.ts'
import { openPostgres } from './open-postgres.ts'
import { createPostgresDatabase } from './postgres.ts'

/** An authority's certificate and key, and a server's, for the name `localhost` only. */
function createCertificates(folder: string): void {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const days = ['-days', '2', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
  for (const name of ['ca', 'stranger']) {
    openssl('req', '-x509', ...days, '-keyout', `${name}.key`, '-out', `${name}.crt`, '-subj', `/CN=${name}`)
  }
  const signed = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-addext', 'basicConstraints=CA:FALSE']
  const named = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  openssl('req', '-x509', ...days, ...signed, ...named, '-keyout', 'server.key', '-out', 'server.crt')
  chmodSync(join(folder, 'server.key'), 0o600)
  const { uid, gid } = statSync(folder)
  chownSync(join(folder, 'server.key'), uid, gid)
}

describe('sslmode', () => {
  let server: TestPostgres
  let withoutTls: TestPostgres
  before(async () => {
    server = await startPostgres({
      rules: ['hostssl all all 127.0.0.1/32 trust', 'hostnossl all anna 127.0.0.1/32 trust'],
    })
    createCertificates(server.folder)
    server.sql(`alter system set ssl_cert_file = '${server.folder}/server.crt'`)
    server.sql(`alter system set ssl_key_file = '${server.folder}/server.key'`)
    server.sql('alter system set ssl = on')
    server.sql('create role anna login')
    server.stop()
    await server.start()
    withoutTls = await startPostgres()
  })
  after(async () => {
    await server[Symbol.asyncDispose]()
    await withoutTls[Symbol.asyncDispose]()
  })

  const urlOf = (host: string, parameters: string, user = 'chatbot') =>
    `postgres://${user}@${host}:${server.port}/postgres?${parameters}`
  const authority = () => `sslrootcert=${server.folder}/ca.crt`

  /** Whether the connection is encrypted; rejects when there is none. */
  async function isEncrypted(url: string): Promise<unknown> {
    const database = createPostgresDatabase({ url })
    try {
      const [row] = await database.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()')
      return row?.ssl
    } finally {
      await database.close()
    }
  }

  it('encrypts unless told otherwise, whoever signed', async () => {
    for (const parameters of ['', 'sslmode=prefer', 'sslmode=require', 'sslmode=no-verify']) {
      assert.equal(await isEncrypted(urlOf('127.0.0.1', parameters)), true, parameters)
    }
  })

  it('disable does not, and is refused by a server that insists', async () => {
    assert.equal(await isEncrypted(urlOf('127.0.0.1', 'sslmode=disable', 'anna')), false)
    await assert.rejects(isEncrypted(urlOf('127.0.0.1', 'sslmode=disable')), { code: '28000' })
  })

  it('prefer does without where the server has no TLS, and require does not', async () => {
    const url = withoutTls.urlOf('postgres')
    assert.equal(await isEncrypted(url), false)
    await assert.rejects(isEncrypted(`${url}?sslmode=require`), /SSL/)
    await assert.rejects(
      openPostgres({ url: `${url}?sslmode=require`, waitMilliseconds: 0 }),
      /sslmode=disable/,
    )
  })

  it('require with an authority, and verify-ca, take any name and no other authority', async () => {
    for (const mode of ['require', 'verify-ca']) {
      assert.equal(await isEncrypted(urlOf('127.0.0.1', `sslmode=${mode}&${authority()}`)), true)
      const stranger = `sslmode=${mode}&sslrootcert=${server.folder}/stranger.crt`
      await assert.rejects(isEncrypted(urlOf('127.0.0.1', stranger)), /certificate|verif/i)
    }
  })

  it('verify-full takes the name and authority of the certificate, and nothing else', async () => {
    assert.equal(await isEncrypted(urlOf('localhost', `sslmode=verify-full&${authority()}`)), true)
    await assert.rejects(isEncrypted(urlOf('127.0.0.1', `sslmode=verify-full&${authority()}`)), {
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    })
    await assert.rejects(isEncrypted(urlOf('localhost', 'sslmode=verify-full')), /certificate|verif/i)
  })

  it('says in French what to do about a certificate that is not trusted, or a file that is not there', async () => {
    await assert.rejects(openPostgres({ url: urlOf('localhost', 'sslmode=verify-full') }), /sslrootcert=/)
    await assert.rejects(
      openPostgres({ url: urlOf('127.0.0.1', `sslmode=verify-full&${authority()}`) }),
      /autre nom/,
    )
    await assert.rejects(
      openPostgres({ url: urlOf('localhost', 'sslmode=verify-full&sslrootcert=/no/file') }),
      {
        code: 'url_invalid',
        message: /\/no\/file/,
      },
    )
  })
})
