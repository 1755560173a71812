import type { DatabaseFile, DatabaseFiles } from './database-files.ts'

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/**
 * A server's own limits (Supabase: two minutes a statement) are for questions, not for migrating or copying. Until the
 * transaction ends; transaction_timeout is PostgreSQL 17's.
 */
export const patienceStatement = `set local statement_timeout = 0;
set local idle_in_transaction_session_timeout = 0;
do $patience$
begin
  perform set_config(name, '0', true) from pg_settings where name = 'transaction_timeout';
end
$patience$`

function toRow(file: DatabaseFile, index: number): string {
  const tag = `$migration_${file.checksum.slice(0, 8)}$`
  return `-- migrations/${file.name}.sql
insert into migration_files values (${index}, ${quote(file.name)}, ${quote(file.checksum)}, ${tag}
${file.sql.trim()}
${tag});`
}

/** The migrations' texts as a table of this transaction: they make our tables, and the shape old ones are brought to. */
export function toMigrationFiles({ migrations }: DatabaseFiles): string {
  return `create temporary table migration_files (place int, name text, checksum text, sql text) on commit drop;
${migrations.map(toRow).join('\n')}`
}

/**
 * Begins, or takes up, the conversion of tables of version 1 or 2 (database/legacy/): tables with our names and
 * nothing of ours in the journal. Leaves the schema \`chatbot_conversion\` behind, and nothing where there is nothing
 * to convert. Needs `toMigrationFiles`, and the search path public, extensions. Raises CB409, before anything is
 * changed, when something of an operator's would not survive.
 */
export function toPrepareStatement({ legacy }: DatabaseFiles): string {
  return `do $prepare$
declare
  v_ours bool := false;
begin
  if to_regclass('public.schema_migrations') is not null then
    select exists (select from public.schema_migrations where kind = 'migration') into v_ours;
  end if;
  if to_regnamespace('chatbot_conversion') is null and (v_ours or not exists (
    select from pg_class where relnamespace = 'public'::regnamespace
      and relname in ('users', 'conversations', 'messages', 'documents', 'document_chunks')
  )) then
    return;
  end if;
  create schema if not exists chatbot_conversion;
  revoke all on schema chatbot_conversion from public;
  perform set_config('search_path', 'chatbot_conversion, public, extensions', true);
  perform set_config('check_function_bodies', 'off', true); -- they name tables that are made below
  execute $legacy$
${legacy.map(file => `-- legacy/${file.name}.sql\n${file.sql.trim()}`).join('\n\n')}
$legacy$;
  if to_regclass('chatbot_conversion.conversion') is null then
    perform chatbot_conversion.prepare_conversion();
  end if;
  perform set_config('search_path', 'public, extensions', true);
end
$prepare$;`
}

/** The whole conversion in the transaction it stands in, for who can only paste: see convertLegacy() for the other way. */
export function toConvertStatement(): string {
  return `do $convert$
begin
  if to_regnamespace('chatbot_conversion') is not null then
    while not (chatbot_conversion.convert_step(p_concurrently => false) ->> 'done')::bool loop
    end loop;
    drop schema chatbot_conversion cascade;
    perform set_config('chatbot.converted', 'yes', true);
  end if;
end
$convert$;`
}

/**
 * Old rows are older than RETENTION_DAYS, as a rule: what was just brought over is not erased before the operator has
 * had a month to say so. Runs in the transaction that ends a conversion, after the migrations.
 */
export const graceStatement = `do $grace$
begin
  if current_setting('chatbot.converted', true) = 'yes' and to_regclass('public.jobs') is not null then
    insert into public.jobs (name, not_before) values ('retention', clock_timestamp() + interval '30 days')
    on conflict (name) do update set not_before = excluded.not_before;
  end if;
end
$grace$;`
