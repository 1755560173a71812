-- What health reads, and nothing that grows with the tables: {version}, the last migration's name. Called by
-- pingDatabase().
create or replace function ping() returns jsonb
language sql stable
set search_path = public, pg_temp
as $$
  select jsonb_build_object('version', (select max(name) from schema_migrations where kind = 'migration'))
$$;
