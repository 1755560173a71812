-- What health reads, and nothing that grows with the tables: {version, writable}, the last migration's name and whether
-- this server takes writes. Called by pingDatabase(). Asks the default of transactions and not this one, which
-- PostgREST makes read-only for a stable function.
create or replace function ping() returns jsonb
language sql stable
set search_path = public, pg_temp
as $$
  select jsonb_build_object(
    'version', (select max(name) from schema_migrations where kind = 'migration'),
    'writable', not pg_is_in_recovery() and current_setting('default_transaction_read_only') = 'off'
  )
$$;
