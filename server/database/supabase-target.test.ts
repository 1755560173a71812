import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { signToken } from '../testing/supabase-token.ts'
import { parseSupabaseTarget } from './supabase-target.ts'

const ref = 'abcdefghijklmnopqrst'
const url = `https://${ref}.supabase.co`
const now = new Date('2026-01-31T09:00:00Z')
const toKey = (claims: Record<string, unknown>) => signToken({ iss: 'supabase', ref, ...claims }, 'secret')
const serviceKey = toKey({ role: 'service_role', exp: 2_000_000_000 })

const parse = (input: { url?: string; serviceKey?: string }) =>
  parseSupabaseTarget({ url, serviceKey, ...input }, now)

function refused(input: { url?: string; serviceKey?: string }, message: RegExp): void {
  assert.throws(
    () => parse(input),
    (error: Error & { code?: string }) => {
      assert.equal(error.code, 'supabase_misconfigured')
      assert.match(error.message, message)
      assert.doesNotMatch(error.message, /\n/)
      if (input.serviceKey) assert.ok(!error.message.includes(input.serviceKey), 'the key is shown')
      return true
    },
  )
}

describe('SUPABASE_URL', () => {
  it('is forgiven what is harmless', () => {
    for (const end of ['', '/', '///', '/rest', '/rest/v1', '/rest/v1/', '/rest/v1/rpc/'])
      assert.equal(parse({ url: `${url}${end}` }).restUrl.href, `${url}/rest/v1`, end)
    assert.equal(parse({}).projectRef, ref)
  })

  it('may be a server of one’s own, behind a path or without TLS', () => {
    const own = parse({ url: 'http://kong:8000/supabase/' })
    assert.equal(own.restUrl.href, 'http://kong:8000/supabase/rest/v1')
    assert.equal(own.projectRef, undefined)
  })

  it('is not the dashboard’s, and says which it is instead', () => {
    for (const host of ['https://supabase.com/dashboard/project', 'https://app.supabase.com/project'])
      refused({ url: `${host}/${ref}/settings/api` }, new RegExp(`SUPABASE_URL .*tableau de bord.*${url}$`))
    refused({ url: 'https://supabase.com/dashboard' }, /SUPABASE_URL est une adresse du site/)
  })

  it('is not the address of Postgres', () => {
    refused({ url: `https://db.${ref}.supabase.co:5432` }, new RegExp(`Postgres : mets ${url}.*DATABASE_URL`))
    refused({ url: 'https://aws-0-eu-west-3.pooler.supabase.com:6543' }, /SUPABASE_URL .*Postgres/)
  })

  it('is not that of another service, has no password, and uses TLS on the internet', () => {
    refused({ url: `${url}/auth/v1` }, /SUPABASE_URL a un chemin en trop/)
    refused({ url: `https://user:pass@${ref}.supabase.co` }, /SUPABASE_URL contient un identifiant/)
    refused({ url: `http://${ref}.supabase.co` }, new RegExp(`SUPABASE_URL .*mets ${url}$`))
    refused({ url: 'supabase' }, /SUPABASE_URL doit être/)
  })
})

describe('SUPABASE_SERVICE_KEY', () => {
  it('that is a token goes into both headers; a key of the new kind into apikey only', () => {
    assert.deepEqual(parse({}).headers, { apikey: serviceKey, authorization: `Bearer ${serviceKey}` })
    assert.deepEqual(parse({ serviceKey: 'sb_secret_AbC-1_2' }).headers, { apikey: 'sb_secret_AbC-1_2' })
  })

  it('is not a public key of either kind', () => {
    refused({ serviceKey: toKey({ role: 'anon' }) }, /SUPABASE_SERVICE_KEY .*« anon »/)
    refused({ serviceKey: toKey({ role: 'authenticated' }) }, /« authenticated »/)
    refused({ serviceKey: toKey({}) }, /SUPABASE_SERVICE_KEY est une clé publique,/)
    refused({ serviceKey: 'sb_publishable_AbC' }, new RegExp(`publique .*project/${ref}/settings/api-keys`))
  })

  it('is this project’s, and valid now', () => {
    const other = toKey({ role: 'service_role', ref: 'zyxwvutsrqponmlkjihg' })
    refused({ serviceKey: other }, /SUPABASE_SERVICE_KEY est celle d'un autre projet/)
    refused({ serviceKey: toKey({ role: 'service_role', exp: 1_700_000_000 }) }, /a expiré le 2023-11-14/)
  })

  it('is no other secret that Supabase shows', () => {
    refused({ serviceKey: 'sbp_0123456789' }, /SUPABASE_SERVICE_KEY est un jeton de compte/)
    for (const key of [
      'x7Tz-a-jwt-secret',
      serviceKey.slice(0, 60),
      'eyJ.eyJ.x',
      `${serviceKey}\n`.slice(0, -9),
    ])
      if (key.split('.').length !== 3 || key.startsWith('eyJ.'))
        refused({ serviceKey: key }, /SUPABASE_SERVICE_KEY ne ressemble pas à une clé/)
  })
})
