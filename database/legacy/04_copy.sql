-- Copying, while others go on writing to the old tables.

-- The trigger that repeats every write to an old table on the new one, in the writer's own transaction. A copied row
-- never overwrites what the trigger wrote (`on conflict do nothing`), and a row that is being copied cannot be deleted
-- meanwhile (`for key share`): nothing is lost, nothing comes back. The writer's role needs no right on this schema.
create or replace function create_mirror(p_table text) returns void
language plpgsql
set search_path = chatbot_conversion, public, extensions, pg_temp
as $$
declare
  v_names text := (select string_agg(quote_ident(name), ', ') from converted_columns(p_table));
  v_values text := (select string_agg(expression, ', ') from converted_columns(p_table));
  v_set text := (
    select string_agg(format('%1$I = excluded.%1$I', name), ', ') from converted_columns(p_table) where name <> 'id'
  );
begin
  execute format($sql$
    create or replace function chatbot_conversion.mirror_%1$s() returns trigger
    language plpgsql security definer
    set search_path = chatbot_conversion, public, extensions, pg_temp
    as $mirror$
    begin
      if tg_op = 'TRUNCATE' then
        truncate chatbot_conversion.%1$I;
        delete from unconverted_rows where source_table = %1$L;
        return null;
      end if;
      if tg_op <> 'INSERT' then
        delete from unconverted_rows where source_table = %1$L and source_id = old.id::text;
        delete from chatbot_conversion.%1$I n
        where n.id = old.id::text
          and (tg_op = 'DELETE' or new.id <> old.id or (select (%2$s) is not null from (select new.*) as o));
      end if;
      if tg_op <> 'DELETE' then
        insert into unconverted_rows (source_table, source_id, reason, "row")
        select %1$L, o.id::text, reason, to_jsonb(o)
        from (select new.*) as o cross join lateral (values (%2$s), (%3$s)) as why (reason)
        where reason is not null
        on conflict do nothing;
        insert into chatbot_conversion.%1$I as n (%4$s)
        select %5$s from (select new.*) as o where (%2$s) is null
        on conflict (id) do update set %6$s;
      end if;
      return null;
    end
    $mirror$;
    revoke all on function chatbot_conversion.mirror_%1$s() from public;
    create trigger chatbot_mirror after insert or update or delete on public.%1$I
      for each row execute function chatbot_conversion.mirror_%1$s();
    create trigger chatbot_mirror_truncate after truncate on public.%1$I
      for each statement execute function chatbot_conversion.mirror_%1$s();
  $sql$, p_table, refusal_expression(p_table), remark_expression(p_table), v_names, v_values, v_set);
end
$$;

-- The statement that copies the next $2 rows in the order of their ids after $1: worked out once, it is run 500 times.
create or replace function create_copy(p_table text) returns void
language sql
set search_path = chatbot_conversion, public, extensions, pg_temp
as $$
  insert into copy_statements ("table", sql)
  select p_table, format($sql$
    with batch as materialized (
      select * from public.%1$I o where $1 is null or o.id > $1::%2$s order by o.id limit $2 for key share
    ), odd as (
      insert into unconverted_rows (source_table, source_id, reason, "row")
      select %1$L, o.id::text, reason, to_jsonb(o)
      from batch o cross join lateral (values (%3$s), (%4$s)) as why (reason)
      where reason is not null
      on conflict do nothing
    ), kept as (
      insert into chatbot_conversion.%1$I (%5$s)
      select %6$s from batch o where (%3$s) is null
      on conflict (id) do nothing
    )
    select count(*), (array_agg(id order by id desc))[1]::text from batch
  $sql$, p_table, (select type from columns_of(to_regclass('public.' || p_table)) where name = 'id'),
    refusal_expression(p_table), remark_expression(p_table),
    (select string_agg(quote_ident(name), ', ') from converted_columns(p_table)),
    (select string_agg(expression, ', ') from converted_columns(p_table)))
$$;

-- Both tables as one instant shows them: every old row is either new or kept aside, and no new row is without an old
-- one. Raises before anything is swapped when that is not so.
create or replace function compare_tables(p_table text) returns void
language plpgsql
set search_path = chatbot_conversion, public, extensions, pg_temp
as $$
declare
  v_lost bigint;
  v_invented bigint;
begin
  execute format($sql$
    select count(*) filter (where n.id is null), count(*) filter (where o.id is null)
    from (select id::text as id from public.%1$I) as o
    full join (
      select id from chatbot_conversion.%1$I
      union all
      select source_id from unconverted_rows
      where source_table = %1$L and reason not in ('no id', 'id comes twice') and reason not like 'converted;%%'
    ) as n using (id)
  $sql$, p_table) into v_lost, v_invented;
  if v_lost > 0 or v_invented > 0 then
    raise exception 'La conversion de % n''est pas complète (% lignes manquent, % sont en trop) : les anciennes tables restent en service, rien n''est perdu. Nothing was swapped.', p_table, v_lost, v_invented
      using errcode = 'CB500';
  end if;
  -- Whoever reads the new table next, plans with what is in it.
  execute format('analyze chatbot_conversion.%I', p_table);
end
$$;
