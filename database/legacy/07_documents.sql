-- documents and document_chunks keep their ids and are altered where they are, to what the migrations made of them in this
-- schema. No column is added with a default that Postgres works out row by row, so nothing is rewritten; what needs a
-- look at every row is done with a constraint that is validated while others write.

-- The default with which a column can be added at once: one instant for all rows instead of one each.
create or replace function instant_default(p_default text) returns text
language sql immutable strict
set search_path = chatbot_conversion, pg_temp
as $$
  select replace(p_default, 'clock_timestamp()', 'now()')
$$;

-- Columns, types, defaults; constraints that hold from now on and are not asked of old rows yet. Catalog only, except
-- for types that differ (documents: a small table).
create or replace function alter_columns(p_table text) returns void
language plpgsql
set search_path = chatbot_conversion, public, extensions, pg_temp
set client_min_messages = warning
set timezone = 'UTC' -- timestamp becomes timestamptz without a rewrite, and means what it meant
as $$
declare
  v_old regclass := to_regclass('public.' || p_table);
  v_new regclass := to_regclass('chatbot_conversion.' || p_table);
  v_ours text[] := array(select name from columns_of(v_new));
  v_column record;
  v_restore text[] := restore_views(array[p_table]);
  v_statement text;
  v_dated bool := exists (select from columns_of(v_old) where name = 'created_at');
begin
  execute format('lock table %s in access exclusive mode', v_old);
  foreach v_statement in array
    array(select format('drop view %I.%I', schema, name) from dependent_views(array[p_table]) order by depth desc, view desc)
    -- v2's checks forbid a third agent.
    || array(select format('alter table %s drop constraint %I', v_old, k.conname) from pg_constraint k
      where k.conrelid = v_old and k.contype = 'c' and k.conname not like 'chatbot\_%'
        and exists (select from pg_attribute a where a.attrelid = v_old and a.attnum = any (k.conkey) and a.attname = any (v_ours)))
  loop
    execute v_statement;
  end loop;

  for v_column in
    select n.*, o.name is not null as there, o.type as old_type, o.required as old_required
    from columns_of(v_new) n left join columns_of(v_old) o using (name)
    order by n.place
  loop
    if not v_column.there then
      execute format('alter table %s add column %I %s', v_old, v_column.name, v_column.type)
        || coalesce(' default ' || instant_default(v_column.fallback), '')
        || case when v_column.required and v_column.fallback is not null then ' not null' else '' end;
    elsif v_column.old_type <> v_column.type then
      execute format('alter table %s alter column %I drop default, alter column %2$I type %s using %2$I::%3$s', v_old, v_column.name, v_column.type);
    end if;
    if v_column.fallback is not null then
      execute format('alter table %s alter column %I set default %s', v_old, v_column.name, v_column.fallback);
    else
      execute format('alter table %s alter column %I drop default', v_old, v_column.name);
    end if;
    if not v_column.required and v_column.old_required then
      execute format('alter table %s alter column %I drop not null', v_old, v_column.name);
    end if;
    if v_column.required and v_column.there and not v_column.old_required then
      execute format('alter table %s drop constraint if exists %2$I, add constraint %2$I check (%3$I is not null) not valid',
        v_old, 'chatbot_' || v_column.name, v_column.name);
    end if;
  end loop;
  -- What our rows leave empty.
  for v_column in
    select o.name
    from columns_of(v_old) o left join columns_of(v_new) n using (name)
    where o.required and o.fallback is null and n.name is null
  loop
    execute format('alter table %s alter column %I drop not null', v_old, v_column.name);
  end loop;
  -- How rows are kept, for those that are written from now on.
  for v_column in
    select n.attname as name, n.attstorage as storage
    from pg_attribute n
    join pg_attribute o on o.attrelid = v_old and o.attname = n.attname and o.attstorage <> n.attstorage
    where n.attrelid = v_new and n.attnum > 0 and not n.attisdropped
  loop
    execute format('alter table %s alter column %I set storage %s', v_old, v_column.name,
      case v_column.storage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end);
  end loop;
  select 'alter table ' || v_old || ' set (' || array_to_string(reloptions || t.options, ', ') || ')' into v_statement
  from pg_class c
  cross join lateral (
    select array(select 'toast.' || option from pg_class e, unnest(e.reloptions) as option where e.oid = c.reltoastrelid) as options
  ) as t
  where c.oid = v_new and c.reloptions is not null;
  if v_statement is not null then
    execute v_statement;
  end if;

  if p_table = 'documents' and not v_dated then
    -- When the old system took them in; not when they came here.
    perform fix_rows(p_table); -- the constraints above already hold for what is written
    update public.documents set created_at = upload_date, updated_at = upload_date where upload_date is not null;
  end if;

  perform set_config('search_path', 'public, extensions, pg_temp', true);
  foreach v_statement in array v_restore || array(
    select format('alter table public.%I add constraint %I %s not valid', k."table", k.name, k.definition)
    from chatbot_conversion.conversion, jsonb_to_recordset(later_keys) as k ("table" text, name text, definition text)
    where k."table" = p_table
  ) loop
    execute v_statement;
  end loop;
end
$$;

-- Old rows that the new constraints forbid. A passage that belongs to no document is nobody's to find: it is kept in
-- unconverted_rows with its vector. A place that is missing comes after the last one.
create or replace function fix_rows(p_table text) returns void
language plpgsql
set search_path = chatbot_conversion, public, extensions, pg_temp
as $$
declare
  v_assignments text;
  v_condition text;
begin
  if p_table = 'document_chunks' then
    with gone as (
      delete from public.document_chunks c
      where c.document_id is null or c.content is null
        or not exists (select from public.documents d where d.id = c.document_id)
      returning c.*
    )
    insert into unconverted_rows (source_table, source_id, reason, "row")
    select p_table, gone.id::text, case when gone.content is null then 'no content' else 'no document' end, to_jsonb(gone)
    from gone
    on conflict do nothing;

    update public.document_chunks c set chunk_index = placed.place
    from (
      select id, chunk_index, coalesce(max(chunk_index) over (partition by document_id), -1)
        + row_number() over (partition by document_id, chunk_index is null order by id) as place
      from public.document_chunks
      where document_id in (select document_id from public.document_chunks where chunk_index is null)
    ) as placed
    where c.id = placed.id and placed.chunk_index is null;
  end if;
  select string_agg(format('%1$I = coalesce(%1$I, %2$s)', name, fallback), ', '),
    string_agg(format('%I is null', name), ' or ')
  into v_assignments, v_condition
  from columns_of(to_regclass('chatbot_conversion.' || p_table))
  where required and fallback is not null and name <> 'id';
  execute format('update public.%I set %s where %s', p_table, v_assignments, v_condition);
end
$$;

-- What 0002 works out for the passages of a database that it finds full: the next p_limit of them. There it is one
-- statement, which would keep the table to itself for minutes. Returns how many it read and the last one's id. The
-- assignments stand in both: a migration must read the same for ever, so it calls no function that can be changed.
create or replace function fill_chunks(p_after text, p_limit int, out rows bigint, out last text)
language plpgsql
set search_path = public, extensions, pg_temp
as $$
declare
  v_ids uuid[] := array(
    select id from document_chunks
    where id > coalesce(p_after, '00000000-0000-0000-0000-000000000000')::uuid
    order by id limit p_limit
  );
begin
  rows := cardinality(v_ids);
  last := v_ids[rows];
  update document_chunks c
  set search_owner = d.agent_owner, search_bits = binary_quantize(c.embedding)::bit(1536),
    embedding = subvector(c.embedding, 1, 1536)
  from documents d
  where d.id = c.document_id and c.id = any (v_ids) and c.search_owner is null;
end
$$;

-- Foreign keys as the migrations make them, beside the old ones until they are validated. True when all is said.
create or replace function alter_keys(p_table text) returns bool
language plpgsql
set search_path = chatbot_conversion, public, extensions, pg_temp
as $$
declare
  v_old regclass := to_regclass('public.' || p_table);
  v_key record;
begin
  -- An operator's, which ended with the swap: what was written without it meanwhile may break it. It then holds for
  -- what is written from now on.
  for v_key in
    select k.name, place
    from conversion, jsonb_array_elements(later_keys) with ordinality as each (key, place),
      jsonb_to_record(key) as k ("table" text, name text)
    where k."table" = p_table
    limit 1
  loop
    begin
      execute format('alter table %s validate constraint %I', v_old, v_key.name);
    exception when foreign_key_violation then
      raise warning 'La clé % de % ne vaut que pour les nouvelles lignes. Holds for new rows only: %', v_key.name, v_old, sqlerrm;
    end;
    update conversion set later_keys = later_keys - (v_key.place - 1)::int;
    return false;
  end loop;

  -- Not null first, then keys: each is one look at the table while others write, then a change of the catalog.
  for v_key in
    select k.conname as name, k.convalidated as valid, a.attname as column
    from pg_constraint k
    join pg_attribute a on a.attrelid = v_old and a.attnum = k.conkey[1]
    where k.conrelid = v_old and k.contype = 'c' and k.conname like 'chatbot\_%'
    order by k.oid
    limit 1
  loop
    if v_key.valid then
      execute format('alter table %s alter column %I set not null, drop constraint %I', v_old, v_key."column", v_key.name);
    else
      execute format('alter table %s validate constraint %I', v_old, v_key.name);
    end if;
    return false;
  end loop;

  for v_key in
    select n.conname as name, pg_get_constraintdef(n.oid) as definition, o.conname as old_name, o.convalidated as valid,
      array(
        select w.conname from pg_constraint w
        where w.conrelid = v_old and w.contype = 'f' and w.oid is distinct from o.oid and w.conkey = array[k.attnum]
      ) as others
    from pg_constraint n
    join pg_attribute c on c.attrelid = n.conrelid and c.attnum = n.conkey[1]
    join pg_attribute k on k.attrelid = v_old and k.attname = c.attname
    left join pg_constraint o on o.conrelid = v_old and o.contype = 'f' and o.conkey = array[k.attnum]
      and o.confdeltype = n.confdeltype and o.confupdtype = n.confupdtype
    where n.conrelid = to_regclass('chatbot_conversion.' || p_table) and n.contype = 'f'
  loop
    if v_key.old_name is null then
      if v_key.name::text = any (v_key.others) then
        execute format('alter table %s rename constraint %I to %I', v_old, v_key.name, v_key.name || '_legacy');
      end if;
      perform set_config('search_path', 'public, extensions, pg_temp', true);
      execute format('alter table %s add constraint %I %s not valid', v_old, v_key.name, v_key.definition);
      return false;
    elsif not v_key.valid then
      execute format('alter table %s validate constraint %I', v_old, v_key.old_name);
      return false;
    elsif cardinality(v_key.others) > 0 then
      execute format('alter table %s drop constraint %I', v_old, v_key.others[1]);
      return false;
    end if;
  end loop;
  return true;
end
$$;

-- What to do next for the indexes to be those of the migrations, as a statement; null when nothing is. An index that
-- somebody is building now says 'wait'; one that was left half built is made again. The ivfflat of v1 goes last.
create or replace function next_index_statement(p_concurrently bool) returns text
language plpgsql stable
set search_path = chatbot_conversion, public, extensions, pg_temp
as $$
declare
  v_index record;
  v_how text := case when p_concurrently then ' concurrently' else '' end;
begin
  for v_index in
    select n.relname as name, r.relname as on_table, i.indisprimary as key, o.oid as old, oi.indisvalid as valid,
      replace(pg_get_indexdef(n.oid), ' ON chatbot_conversion.', ' ON public.') as definition,
      pg_get_indexdef(o.oid) as old_definition,
      (select k.conname from pg_constraint k where k.conrelid = to_regclass('public.' || r.relname) and k.contype = 'p') as old_key
    from pg_index i
    join pg_class n on n.oid = i.indexrelid
    join pg_class r on r.oid = i.indrelid
    left join pg_class o on o.relname = n.relname and o.relnamespace = 'public'::regnamespace
    left join pg_index oi on oi.indexrelid = o.oid
    where r.relname in ('documents', 'document_chunks') and r.relnamespace = 'chatbot_conversion'::regnamespace
      and to_regclass('public.' || r.relname) is not null
    order by n.relname
  loop
    if v_index.key then
      if v_index.old_key <> v_index.name then
        return format('alter table public.%I rename constraint %I to %I', v_index.on_table, v_index.old_key, v_index.name);
      end if;
    elsif v_index.old is null then
      return regexp_replace(v_index.definition, ' INDEX ', ' INDEX' || v_how || ' ');
    elsif exists (select from pg_stat_progress_create_index p where p.index_relid = v_index.old) then
      return 'wait';
    elsif not v_index.valid or v_index.definition <> v_index.old_definition then
      return format('drop index%s if exists public.%I', v_how, v_index.name);
    end if;
  end loop;
  for v_index in
    select c.relname as name
    from pg_index i
    join pg_class c on c.oid = i.indexrelid
    join pg_am a on a.oid = c.relam and a.amname = 'ivfflat'
    where i.indrelid = to_regclass('public.document_chunks')
  loop
    return format('drop index%s if exists public.%I', v_how, v_index.name);
  end loop;
  return null;
end
$$;
