-- What this database is made of, for a driver that cannot look into the journal: {release, applied: {migration: {name:
-- checksum}, function: {…}, access: {…}}}. `release` is the version of the program whose SQL was applied last, null
-- when nobody wrote it down. Called by openSupabase().
create or replace function schema_version() returns jsonb
language sql stable
set search_path = public, pg_temp
as $$
  select jsonb_build_object(
    'release', substring(obj_description('schema_migrations'::regclass, 'pg_class') from '\d+\.\d+\.\d+'),
    'applied', (
      select jsonb_object_agg(kind, files)
      from (select kind, jsonb_object_agg(name, checksum) as files from schema_migrations group by kind) as kinds
    )
  )
$$;
