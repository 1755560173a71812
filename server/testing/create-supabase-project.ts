import pg from 'pg'
import { readDatabaseFiles } from '../database/database-files.ts'
import { toMigrationsFile } from '../database/migration-script.ts'
import { createEmptyDatabase, readTestServerUrl } from './create-empty-database.ts'
import { type Postgrest, type PostgrestOptions, startPostgrest } from './postgrest.ts'
import { type Claims, signToken } from './supabase-token.ts'

/** A stand-in of a Supabase project: its database, its REST interface, its keys. */
export interface SupabaseProject extends AsyncDisposable {
  /** SUPABASE_URL. */
  url: string
  keys: { anon: string; serviceRole: string; publishable: string; secret: string }
  /** The dashboard's SQL editor: the owner's connections. */
  pool: pg.Pool
  rest: Postgrest
  /** Runs SQL as nobody at Supabase may: to set the scene. */
  administer(sql: string): Promise<void>
  /** What an operator does once: pastes database/migrations.sql, after which REST has learnt the functions. */
  paste(): Promise<void>
  /** A token signed as the project's own are. */
  sign(claims: Claims, header?: Claims): string
}

const jwtSecret = 'super-secret-jwt-token-with-at-least-32-characters-long'
/** As far away as those of Supabase are. */
const expiry = 4_102_444_800

/**
 * What Supabase has done before anybody creates a table: extensions in a schema of their own, and everything on every
 * new object of `public` given to everybody, unless it is taken away again.
 * https://github.com/supabase/postgres/blob/develop/migrations/db/init-scripts/00000000000000-initial-schema.sql
 */
const defaults = `
  create schema if not exists extensions;
  grant usage on schema public, extensions to anon, authenticated, service_role;
  alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
  alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
  alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;`

async function runAsSuperuser(url: string, sql: string): Promise<void> {
  const client = new pg.Client({
    connectionString: Object.assign(new URL(url), { username: 'postgres' }).href,
  })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** Makes one, with an empty database, on the server of TEST_DATABASE_URL (scripts/postgres-server.sh: its roles are Supabase's). */
export async function createSupabaseProject(
  options: Partial<Pick<PostgrestOptions, 'poolSize' | 'acquisitionMilliseconds'>> & {
    gateway?: boolean
  } = {},
): Promise<SupabaseProject> {
  const { gateway = true, ...rest } = options
  const database = await createEmptyDatabase(readTestServerUrl())
  // The search path of Supabase's own `postgres` role.
  const searchPath = '-c search_path="$user",public,extensions'
  const pool = new pg.Pool({ connectionString: database.url, max: 20, options: searchPath })
  pool.on('error', () => undefined)
  await pool.query(defaults)
  await runAsSuperuser(database.url, 'alter extension vector set schema extensions')

  const toKey = (role: string) =>
    signToken(
      { iss: 'supabase', ref: 'abcdefghijklmnopqrst', role, iat: 1_700_000_000, exp: expiry },
      jwtSecret,
    )
  const keys = {
    anon: toKey('anon'),
    serviceRole: toKey('service_role'),
    publishable: 'sb_publishable_test-0123456789abcdef',
    secret: 'sb_secret_test-0123456789abcdef',
  }
  const apiKeys = {
    [keys.anon]: 'anon',
    [keys.serviceRole]: 'service_role',
    [keys.publishable]: 'anon',
    [keys.secret]: 'service_role',
  }
  const postgrest = await startPostgrest({
    databaseUrl: database.url,
    jwtSecret,
    ...(gateway ? { apiKeys } : {}),
    ...rest,
  })
  return {
    url: postgrest.url,
    keys,
    pool,
    rest: postgrest,
    administer: sql => runAsSuperuser(database.url, sql),
    async paste() {
      await pool.query(toMigrationsFile(await readDatabaseFiles()))
      await postgrest.settle()
    },
    sign: (claims, header) => signToken(claims, jwtSecret, header),
    async [Symbol.asyncDispose]() {
      await postgrest.close()
      await pool.end()
      // The authenticator's last connections may still be ending, and the owner may not end them.
      await runAsSuperuser(readTestServerUrl(), `drop database ${database.name} with (force)`)
    },
  }
}
