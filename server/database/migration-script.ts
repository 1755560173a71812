import type { DatabaseFile, DatabaseFiles } from './database-files.ts'

/** Any number will do, as long as every version of us takes the same one: two that start at once go in turn. */
const migrationLock = 5_417_209_003

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

function toMigration(file: DatabaseFile): string {
  const tag = `$migration_${file.checksum.slice(0, 8)}$`
  return `-- migrations/${file.name}.sql
do $guard$
declare
  v_checksum text := (select checksum from schema_migrations where kind = 'migration' and name = ${quote(file.name)});
begin
  if v_checksum is null then
    insert into schema_migrations (kind, name, checksum) values ('migration', ${quote(file.name)}, ${quote(file.checksum)});
    execute ${tag}
${file.sql.trim()}
${tag};
  elsif v_checksum <> ${quote(file.checksum)} then
    raise exception ${quote(`migration ${file.name} was edited after it was applied; write a new one instead`)} using errcode = 'CB409';
  end if;
end
$guard$;`
}

/**
 * `create or replace` leaves a function of the same name with other argument types beside the new one, and calls by
 * name would then be ambiguous; what this transaction did not write is of another time.
 */
function toFunction(file: DatabaseFile): string {
  return `-- functions/${file.name}.sql
${file.sql.trim()}
do $overloads$
declare
  v_old text;
begin
  for v_old in
    select oid::regprocedure::text from pg_proc
    where proname = ${quote(file.name)} and pronamespace = 'public'::regnamespace and xmin <> pg_current_xact_id()::xid
  loop
    execute 'drop function ' || v_old;
  end loop;
end
$overloads$;`
}

function toJournalRows(files: DatabaseFiles): string {
  const rows = [
    ...files.functions.map(file => ['function', file.name, file.checksum]),
    ['access', files.access.name, files.access.checksum],
  ]
  return `insert into schema_migrations (kind, name, checksum) values
${rows.map(row => `  (${row.map(quote).join(', ')})`).join(',\n')}
on conflict (kind, name) do update set checksum = excluded.checksum, applied_at = clock_timestamp();`
}

/**
 * The whole database as one plain SQL script: what every driver runs at start when something is new, and what
 * database/migrations.sql is. It may run any number of times, on an empty database or on one with data. One
 * transaction: a script that fails half-way leaves nothing behind, whatever client it was pasted into.
 */
export function toMigrationScript(files: DatabaseFiles): string {
  return `begin;
set local search_path = public, extensions;
set local client_min_messages = warning;
set local check_function_bodies = off;
select pg_advisory_xact_lock(${migrationLock});

${files.journal.sql.trim()}

${files.migrations.map(toMigration).join('\n\n')}

${files.functions.map(toFunction).join('\n\n')}

-- The journal of what is above, then who may do what with it.
${toJournalRows(files)}

${files.access.sql.trim()}

-- Supabase's REST interface learns the functions again; elsewhere nobody listens.
notify pgrst, 'reload schema';
commit;
`
}
