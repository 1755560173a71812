-- How a row of v1's or v2's tables becomes a row of ours. The target shape is not written here: the migrations made it,
-- empty, in this schema, and it is read from the catalog. `o` is the old row in every expression.

-- The columns of a table: name, type as text, whether it may be null, its default, whether it is generated.
create or replace function columns_of(p_table regclass) returns table (
  name text, type text, required boolean, fallback text, generated boolean, identity boolean, place int
)
language sql stable
set search_path = chatbot_conversion, public, extensions, pg_temp
as $$
  select a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid),
    a.attgenerated <> '', a.attidentity <> '', a.attnum::int
  from pg_attribute a
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attrelid = p_table and a.attnum > 0 and not a.attisdropped
$$;

-- The old tables that are copied, children first: the order in which a foreign key's check takes its locks, so that
-- whoever takes them all never waits for somebody who waits for him.
create or replace function copied_tables() returns setof text
language sql stable
set search_path = chatbot_conversion, pg_temp
as $$
  select name from unnest(array['messages', 'conversations', 'users']) with ordinality as t (name, place)
  where to_regclass('public.' || name) is not null
  order by place
$$;

-- An old column's value in the type of ours; null when the old table has no such column. Instants without a zone are
-- UTC, which is what Supabase's sessions write.
create or replace function old_value(p_table text, p_column text, p_type text) returns text
language sql stable
set search_path = chatbot_conversion, public, extensions, pg_temp
as $$
  select case
    when type = p_type then format('o.%I', name)
    when p_type = 'timestamp with time zone' and type in ('timestamp without time zone', 'date')
      then format('(o.%I::timestamp at time zone ''UTC'')', name)
    else format('o.%I::%s', name, p_type)
  end
  from columns_of(to_regclass('public.' || quote_ident(p_table)))
  where name = p_column
$$;

create or replace function one_of(p_value text, p_allowed text[], p_otherwise text) returns text
language sql immutable strict
set search_path = chatbot_conversion, pg_temp
as $$
  select format('case when lower(btrim(%1$s)) = any (%2$L) then lower(btrim(%1$s)) else %3$s end', p_value, p_allowed, p_otherwise)
$$;

-- What the old systems called the two sides of a conversation.
create or replace function role_expression() returns text
language sql stable
set search_path = chatbot_conversion, pg_temp
as $$
  select format(
    $case$case lower(btrim(%1$s)) when 'user' then 'user' when 'human' then 'user' when 'visitor' then 'user'
      when 'assistant' then 'assistant' when 'ai' then 'assistant' when 'bot' then 'assistant' end$case$,
    old_value('messages', 'role', 'text'))
$$;

-- Every column of the new row and how it is made from the old one; those left out take their default.
create or replace function converted_columns(p_table text) returns table (name text, expression text)
language plpgsql stable
set search_path = chatbot_conversion, public, extensions, pg_temp
as $$
declare
  v_state conversion := (select c from conversion c);
  v_instant text := format('%L::timestamptz', v_state.started_at);
  v_instants text := 'timestamp with time zone';
  v_last text := old_value('conversations', 'last_message_at', v_instants);
  v_column record;
  v_old text;
begin
  for v_column in
    select n.name, n.type, n.required, n.fallback, n.generated, o.name is not null as old
    from columns_of(to_regclass('chatbot_conversion.' || p_table)) n
    left join columns_of(to_regclass('public.' || p_table)) o using (name)
    order by n.place
  loop
    v_old := old_value(p_table, v_column.name, v_column.type);
    name := v_column.name;
    expression := case p_table || '.' || name
      when 'users.created_at' then concat_ws(', ', v_old, v_instant)
      -- A conversation that was nobody's is nobody else's: an owner that cannot be guessed.
      when 'conversations.user_id' then
        concat_ws(', ', v_old, format('%L || md5(%L || o.id::text)', 'anonymous-', v_state.secret))
      when 'conversations.status' then one_of(v_old,
        array['active', 'archived', 'escalated', 'upsell_opportunity'], quote_literal('active'))
      when 'conversations.created_at' then concat_ws(', ', v_old, v_last, v_instant)
      when 'conversations.updated_at' then
        concat_ws(', ', v_old, v_last, old_value(p_table, 'created_at', v_instants), v_instant)
      when 'messages.role' then role_expression()
      when 'messages.agent' then concat_ws(', ', v_old, agent_expression('o.'))
      -- v2 added created_at to rows that had a "timestamp": the earlier one is when the row was made.
      when 'messages.created_at' then concat_ws(', ',
        'least(' || nullif(concat_ws(', ', v_old, old_value(p_table, 'timestamp', v_instants)), '') || ')',
        conversation_instant(), v_instant)
      when 'messages.status' then one_of(v_old,
        array['running', 'complete', 'partial', 'failed'], quote_literal('complete'))
      when 'messages.feedback' then one_of(v_old, array['up', 'down'], 'null')
      else case when v_column.required and v_column.fallback is not null
        then concat_ws(', ', v_old, case when v_old is not null then v_column.fallback end) else v_old end
    end;
    if strpos(expression, ', ') > 0 and expression not like 'case %' then
      expression := format('coalesce(%s)', expression);
    end if;
    continue when v_column.generated or coalesce(expression, '') = '';
    return next;
  end loop;
end
$$;

-- v1's agent_type as an agent's name: what it does not know keeps its name. p_row: "o." or "new.".
create or replace function agent_expression(p_row text) returns text
language sql stable
set search_path = chatbot_conversion, pg_temp
as $$
  select format(
    $case$case %1$sagent_type::text when 'creation' then 'carole' when 'automation' then 'audrey' else %1$sagent_type::text end$case$,
    p_row)
  where old_value('messages', 'agent_type', 'text') is not null
$$;

-- When a message's conversation was last heard of, for a message that has no instant of its own.
create or replace function conversation_instant() returns text
language sql stable
set search_path = chatbot_conversion, public, extensions, pg_temp
as $$
  select format('(select coalesce(%s) from public.conversations c where c.id = o.conversation_id)',
    replace(concat_ws(', ',
      old_value('conversations', 'last_message_at', 'timestamp with time zone'),
      old_value('conversations', 'created_at', 'timestamp with time zone')), 'o.', 'c.'))
  from columns_of(to_regclass('public.conversations')) c
  join columns_of(to_regclass('public.messages')) m on m.name = 'conversation_id' and m.type = c.type
  where c.name = 'id'
    and exists (
      select from columns_of(to_regclass('public.conversations')) i where i.name in ('last_message_at', 'created_at')
    )
$$;

-- Why an old row cannot be one of ours; an expression that is null when it can.
create or replace function refusal_expression(p_table text) returns text
language sql stable
set search_path = chatbot_conversion, pg_temp
as $$
  select case p_table when 'messages' then format(
    $case$case when o.conversation_id is null then 'no conversation' when o.content is null then 'no content'
      when (%s) is null then 'unknown role' end$case$, role_expression())
  else 'null::text' end
$$;

-- What a row that is converted loses on the way; an expression that is null when it loses nothing.
create or replace function remark_expression(p_table text) returns text
language sql stable
set search_path = chatbot_conversion, pg_temp
as $$
  select case
    when p_table = 'conversations' and old_value(p_table, 'status', 'text') is not null then format(
      $case$case when o.status is not null and (%s) is null then 'converted; unknown status, now active' end$case$,
      one_of('o.status::text', array['active', 'archived', 'escalated', 'upsell_opportunity'], 'null'))
    when p_table = 'messages' and old_value(p_table, 'status', 'text') is not null then format(
      $case$case when o.status is not null and (%s) is null then 'converted; unknown status, now complete' end$case$,
      one_of('o.status::text', array['running', 'complete', 'partial', 'failed'], 'null'))
    else 'null::text'
  end
$$;
