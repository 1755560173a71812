-- Begins a conversion, in one short transaction: the new tables, empty, beside the old ones; triggers that repeat on
-- the new what is written to the old from now on. Needs the table migration_files of this transaction.
create or replace function prepare_conversion() returns void
language plpgsql
set search_path = chatbot_conversion, public, extensions, pg_temp
set client_min_messages = warning
as $$
declare
  v_file record;
  v_table text;
  v_obstacles text;
begin
  create table conversion (
    single boolean primary key default true check (single),
    step text not null default 'copy users',
    position text,
    rows bigint not null default 0,
    started_at timestamptz not null default clock_timestamp(),
    secret text not null default gen_random_uuid()::text,
    foreign_keys jsonb not null default '[]',
    later_keys jsonb not null default '[]',
    -- Who was given an index to build, and until when others leave it the time to begin.
    builder text,
    builder_until timestamptz
  );
  insert into conversion default values;
  create table unconverted_rows (
    source_table text not null,
    source_id text not null,
    reason text not null,
    "row" jsonb not null,
    recorded_at timestamptz not null default clock_timestamp(),
    primary key (source_table, source_id, reason)
  );
  create table copy_statements ("table" text primary key, sql text not null);
  -- The migrations drop their views before they make them: these are there to be dropped, not those in `public`.
  create view agent_analytics as select;
  create view agent_response_times as select;
  for v_file in select sql from pg_temp.migration_files order by place loop
    execute v_file.sql;
  end loop;
  for v_file in select relname from pg_class where relnamespace = 'chatbot_conversion'::regnamespace and relkind = 'v' loop
    execute format('drop view chatbot_conversion.%I', v_file.relname);
  end loop;

  for v_table in select copied_tables() loop
    perform carry_columns(v_table);
  end loop;
  select string_agg(obstacle, '; ') into v_obstacles from find_obstacles() as obstacle;
  if v_obstacles is not null then
    raise exception 'Cette base a des objets qui dépendent des tables de la version 1 ou 2 et que la conversion ne peut ni garder ni refaire : %. Rien n''a été changé : enlève-les (garde leur définition), relance, puis remets-les. Nothing was changed: these objects cannot survive the conversion; drop them, run again, then create them anew.', v_obstacles
      using errcode = 'CB409';
  end if;

  -- Rows come in any order while they are copied: the keys between the tables return with the swap.
  update conversion set foreign_keys = (
    select coalesce(jsonb_agg(jsonb_build_object(
      'table', r.relname, 'name', k.conname, 'definition', pg_get_constraintdef(k.oid))), '[]')
    from pg_constraint k
    join pg_class r on r.oid = k.conrelid
    where k.contype = 'f' and k.connamespace = 'chatbot_conversion'::regnamespace
      and r.relname in ('users', 'conversations', 'messages')
  );
  for v_file in
    select f.* from conversion, jsonb_to_recordset(foreign_keys) as f ("table" text, name text)
  loop
    execute format('alter table chatbot_conversion.%I drop constraint %I', v_file."table", v_file.name);
  end loop;

  perform ensure_key(name) from unnest(array['messages', 'conversations', 'users', 'document_chunks', 'documents']) as name
  where to_regclass('public.' || name) is not null;
  for v_table in select copied_tables() loop
    perform create_copy(v_table);
    perform create_mirror(v_table);
  end loop;
end
$$;

-- Ids that are missing or come twice: the first row stays, the others are kept as they are in unconverted_rows.
-- Reads the whole table under a lock; only for a table that somebody made without a primary key.
create or replace function ensure_key(p_table text) returns void
language plpgsql
set search_path = chatbot_conversion, public, extensions, pg_temp
as $$
begin
  if exists (
    select from pg_index i
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0] and a.attname = 'id'
    where i.indrelid = to_regclass('public.' || p_table) and i.indisunique and i.indnkeyatts = 1 and i.indisvalid
      and i.indpred is null and a.attnotnull
  ) then
    return;
  end if;
  execute format($sql$
    lock table public.%1$I in share row exclusive mode;
    with gone as (
      delete from public.%1$I
      where id is null or ctid in (
        select ctid from (select ctid, row_number() over (partition by id order by ctid) as copy from public.%1$I) as each
        where copy > 1
      )
      returning *
    )
    insert into unconverted_rows (source_table, source_id, reason, "row")
    select %1$L, gen_random_uuid(), case when gone.id is null then 'no id' else 'id comes twice' end, to_jsonb(gone)
    from gone;
    alter table public.%1$I add primary key (id);
  $sql$, p_table);
end
$$;

-- Columns that are not ours go on as they are, with their checks, unique keys and indexes. "timestamp" and agent_type of
-- v1 are among them: a trigger fills them from the swap on, so they have no default. Checks on columns of ours end: v2's
-- forbid a third agent.
create or replace function carry_columns(p_table text) returns void
language plpgsql
set search_path = chatbot_conversion, public, extensions, pg_temp
as $$
declare
  v_old regclass := to_regclass('public.' || p_table);
  v_new regclass := to_regclass('chatbot_conversion.' || p_table);
  v_ours text[] := array(select name from columns_of(v_new)) || array['timestamp', 'agent_type'];
  v_object record;
begin
  for v_object in
    select c.*, c.name = any (v_ours) as legacy from columns_of(v_old) c
    where c.name not in (select n.name from columns_of(v_new) n)
    order by c.place
  loop
    execute format('alter table chatbot_conversion.%I add column %I %s', p_table, v_object.name, v_object.type)
      || case
        when v_object.generated then format(' generated always as (%s) stored', v_object.fallback)
        when v_object.legacy then ''
        -- What has no default cannot be asked of rows that are ours.
        else coalesce(' default ' || v_object.fallback || case when v_object.required then ' not null' else '' end, '')
      end;
  end loop;
  for v_object in
    select k.conname as name, format('alter table chatbot_conversion.%I add constraint %I %s', p_table, k.conname, pg_get_constraintdef(k.oid)) as statement
    from pg_constraint k
    where k.conrelid = v_old
      and (k.contype in ('u', 'x') or k.contype = 'c' and not exists (
        select from pg_attribute a where a.attrelid = v_old and a.attnum = any (k.conkey) and a.attname = any (v_ours)))
    union all
    select c.relname, replace(pg_get_indexdef(i.indexrelid), ' ON public.', ' ON chatbot_conversion.')
    from pg_index i
    join pg_class c on c.oid = i.indexrelid
    where i.indrelid = v_old and i.indisvalid and not i.indisprimary
      and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
      and to_regclass('chatbot_conversion.' || quote_ident(c.relname)) is null
  loop
    begin
      execute v_object.statement;
    exception when others then
      raise exception 'Cette base a sur public.% un index ou une contrainte que la conversion ne peut pas refaire : % (%). Rien n''a été changé : enlève-le et relance. Nothing was changed: drop it and run again.', p_table, v_object.name, sqlerrm
        using errcode = 'CB409';
    end;
  end loop;
end
$$;
