import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { describeAddress, parsePostgresAddress } from './postgres-address.ts'

const secret = 'canari'

function refusalOf(url: string): string {
  try {
    parsePostgresAddress(url)
  } catch (error) {
    return (error as Error).message
  }
  throw new Error(`${url} was taken`)
}

describe('parsePostgresAddress', () => {
  it('reads what Supabase gives', () => {
    const pooler = 'aws-0-eu-west-3.pooler.supabase.com'
    const address = parsePostgresAddress(
      `postgresql://postgres.abcd:${secret}@${pooler}:6543/postgres?pgbouncer=true&sslmode=require`,
    )
    assert.deepEqual(
      { ...address },
      {
        host: pooler,
        port: 6543,
        user: 'postgres.abcd',
        password: secret,
        database: 'postgres',
        tlsMode: 'require',
        rootCertificate: undefined,
        certificate: undefined,
        key: undefined,
        applicationName: 'chatbot-v2',
        options: undefined,
      },
    )
    assert.equal(describeAddress(address), `${pooler}:6543/postgres`)
  })

  it('takes libpq’s defaults', () => {
    const address = parsePostgresAddress('postgres://anna@localhost')
    assert.deepEqual(
      [address.port, address.database, address.tlsMode, address.password],
      [5432, 'anna', 'prefer', undefined],
    )
    assert.equal(parsePostgresAddress('postgres://u@/db?host=/run/postgresql').host, '/run/postgresql')
    assert.equal(parsePostgresAddress('postgres://u@[::1]:5433/db').host, '::1')
    assert.equal(parsePostgresAddress('postgres:///db?user=u@project').user, 'u@project')
  })

  it('verifies with `require` exactly when an authority is given, and never less than asked', () => {
    const modeOf = (query: string) => parsePostgresAddress(`postgres://u@h/db?${query}`).tlsMode
    assert.equal(modeOf('sslmode=require'), 'require')
    assert.equal(modeOf('sslmode=require&sslrootcert=ca.crt'), 'verify-ca')
    assert.equal(modeOf('sslmode=verify-full'), 'verify-full')
    assert.equal(modeOf('sslmode=verify-full&sslrootcert=system'), 'verify-full')
    assert.equal(modeOf('ssl=true'), 'require')
    assert.equal(modeOf('sslmode=disable'), 'disable')
    assert.match(refusalOf('postgres://u@h/db?sslmode=verify-ca'), /sslrootcert/)
    assert.match(refusalOf('postgres://u@h/db?sslmode=full'), /sslmode inconnu, full/)
  })

  it('says what is wrong in one line that names DATABASE_URL and shows no password', () => {
    for (const [url, problem] of [
      [`postgres://u:[YOUR-PASSWORD]@h/db`, /\[YOUR-PASSWORD\]/],
      [`postgres://u:${secret}#1@h/db`, /%23/],
      [`postgres://u:${secret}%zz@h/db`, /%25/],
      [`postgres://u:${secret}@h1:5432,h2:5432/db`, /plusieurs serveurs/],
      [`postgres://u:${secret}@h:99999/db`, /ne se lit pas/],
      [`postgres://:${secret}@h/db`, /utilisateur/],
      [`postgres://u:Top@${secret}/Word1@h:5432/db`, /%40.*%2F/],
      [`postgres://u:1/${secret}@h/db`, /%2F/],
      [`postgres://u:1?${secret}@h/db?sslmode=require`, /%3F/],
    ] as const) {
      const message = refusalOf(url)
      assert.match(message, problem)
      assert.match(message, /^DATABASE_URL /)
      assert.ok(!message.includes(secret) && !message.includes('\n'), message)
    }
  })

  it('gives back any user, password and database that were encoded', () => {
    const text = fc.string({ minLength: 1, unit: 'grapheme' })
    fc.assert(
      fc.property(text, text, text, (user, password, database) => {
        const encode = encodeURIComponent
        const address = parsePostgresAddress(
          `postgres://${encode(user)}:${encode(password)}@h/${encode(database)}`,
        )
        assert.deepEqual([address.user, address.password, address.database], [user, password, database])
      }),
      {
        examples: [
          ['.', '..', '.'],
          [' ', '.', '..'],
        ],
      },
    )
  })
})
