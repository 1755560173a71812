import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ContractDatabase } from './database-under-contract.ts'

/** Who may read and call what. */
export function describeAccess(given: () => ContractDatabase): void {
  describe('access', () => {
    it('is by row-level security, on and forced, on every table', async () => {
      const rows =
        await given().admin.query(`select relname::text as name, relrowsecurity and relforcerowsecurity as safe
        from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`)
      const names = rows.map(({ name }) => name)
      for (const name of [
        'users',
        'conversations',
        'messages',
        'documents',
        'document_chunks',
        'schema_migrations',
      ]) {
        assert.ok(names.includes(name), `${name} is missing`)
      }
      assert.deepEqual(
        rows.filter(({ safe }) => safe !== true),
        [],
      )
    })

    it('to our functions is not for everybody', async () => {
      const rows = await given().admin.query(`select p.proname::text as name,
          coalesce(array_to_string(p.proacl, ','), 'default') as rights
        from pg_proc p join schema_migrations m on m.kind = 'function' and m.name = p.proname
        where p.pronamespace = 'public'::regnamespace`)
      assert.ok(rows.length > 10)
      // "=X/owner", with nothing before the sign, is what everybody may do; no list at all means the same.
      assert.deepEqual(
        rows.filter(({ rights }) => rights === 'default' || /(^|,)=/.test(String(rights))),
        [],
      )
    })

    it('finds our tables wherever the caller looks for names first', async () => {
      // A body that SQL has read when it was created (prosqlbody) has found its names for good.
      const rows = await given().admin.query(`select p.proname::text as name from pg_proc p
        join schema_migrations m on m.kind = 'function' and m.name = p.proname
        where p.pronamespace = 'public'::regnamespace and p.prosqlbody is null
          and not coalesce(array_to_string(p.proconfig, ','), '') like '%search_path=%'`)
      assert.deepEqual(rows, [])
    })

    it('has one function a name, so that a call by name is never ambiguous', async () => {
      const rows =
        await given().admin.query(`select p.proname::text as name, count(*)::int as count from pg_proc p
        join schema_migrations m on m.kind = 'function' and m.name = p.proname
        where p.pronamespace = 'public'::regnamespace group by p.proname having count(*) > 1`)
      assert.deepEqual(rows, [])
    })
  })
}
