import type { DatabaseFiles } from './database-files.ts'

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`
const toArray = (names: string[]) => `array[${names.map(quote).join(', ')}]::text[]`

const definition =
  /^\s*create\s+(?:or\s+replace\s+)?(?:unlogged\s+)?(?:materialized\s+)?(table|view|sequence|function)\s+(?:if\s+not\s+exists\s+)?(?:public\.)?(\w+)/gim

/**
 * The tables, views, sequences and functions that the files create, by name: what is ours to protect, and nothing
 * of what an operator may have in the same schema.
 */
export function readOwnObjects(files: DatabaseFiles): { relations: string[]; functions: string[] } {
  const relations = new Set<string>()
  const functions = new Set(files.functions.map(({ name }) => name))
  for (const { sql } of [files.journal, ...files.migrations, ...files.functions]) {
    for (const [, kind = '', name = ''] of sql.matchAll(definition)) {
      if (kind.toLowerCase() === 'function') functions.add(name)
      else relations.add(name)
    }
  }
  return { relations: [...relations].sort(), functions: [...functions].sort() }
}

/** The indexes that the migrations make, by name. */
export function readOwnIndexes({ migrations }: Pick<DatabaseFiles, 'migrations'>): string[] {
  const created = /^\s*create\s+(?:unique\s+)?index\s+(?:if\s+not\s+exists\s+)?(\w+)/gim
  const dropped = /^\s*drop\s+index\s+(?:if\s+exists\s+)?(\w+)/gim
  const names = new Set<string>()
  for (const { sql } of migrations) {
    for (const [, name = ''] of sql.matchAll(created)) names.add(name)
    for (const [, name = ''] of sql.matchAll(dropped)) names.delete(name)
  }
  return [...names].sort()
}

/** access.sql for what is ours, or for `given` only; it is told which that is for the length of the transaction. */
export function toAccessScript(files: DatabaseFiles, given = readOwnObjects(files)): string {
  return `select set_config('chatbot.relations', ${toArray(given.relations)}::text, true),
  set_config('chatbot.functions', ${toArray(given.functions)}::text, true);
${files.access.sql.trim()}`
}

/** Writes down which program's SQL this is; schema_version() reads it. */
export function toReleaseStatement({ release }: DatabaseFiles): string {
  return `comment on table schema_migrations is ${quote(`chatbot-v2 ${release}`)};`
}

/** An older program's SQL would bring old functions back under a newer one that runs: refuse (CB409). */
export function toNewerGuard({ migrations, release }: DatabaseFiles): string {
  return `do $newer$
declare
  v_release text := substring(obj_description('schema_migrations'::regclass, 'pg_class') from '\\d+\\.\\d+\\.\\d+');
begin
  if exists (
    select from schema_migrations
    where kind = 'migration' and name <> all (${toArray(migrations.map(({ name }) => name))})
  ) or string_to_array(v_release, '.')::int[] > string_to_array(substring(${quote(release)} from '\\d+\\.\\d+\\.\\d+'), '.')::int[] then
    raise exception 'Cette base vient d''une version plus récente (%) : rien n''a été changé, prends le fichier de cette version. Nothing was changed: this database was made by a later version.', coalesce(v_release, 'inconnue')
      using errcode = 'CB409';
  end if;
end
$newer$;`
}

/** Functions that were ours and whose file is gone: nobody calls them, nobody looks after their rights. */
export function toGoneFunctions({ functions }: DatabaseFiles): string {
  return `do $gone$
declare
  v_function text;
begin
  for v_function in
    select p.oid::regprocedure::text
    from schema_migrations m
    join pg_proc p on p.proname = m.name and p.pronamespace = 'public'::regnamespace
    where m.kind = 'function' and m.name <> all (${toArray(functions.map(({ name }) => name))})
  loop
    execute 'drop function ' || v_function;
  end loop;
  delete from schema_migrations
  where kind = 'function' and name <> all (${toArray(functions.map(({ name }) => name))});
end
$gone$;`
}
