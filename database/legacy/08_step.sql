-- One bounded piece of the conversion, in the caller's transaction; to be called until it says {done: true}. It knows
-- from the table `conversion` where it stands, so it goes on wherever anybody was killed.
-- {done, step, rows, total} (rows so far of about total in this step), or with {statement}: what the caller is to run
-- outside a transaction (p_concurrently), or with {wait: true}: somebody else is at it, as p_builder tells. Two builds at once would wait
-- for each other for ever.
create or replace function convert_step(
  p_concurrently bool default true,
  p_limit int default 2000,
  p_builder text default ''
) returns jsonb
language plpgsql
set search_path = chatbot_conversion, public, extensions, pg_temp
as $$
declare
  v_steps constant text[] := array[
    'copy users', 'copy conversations', 'copy messages',
    'compare users', 'compare conversations', 'compare messages', 'swap',
    'parents', 'mark', 'validate',
    'alter documents', 'fix documents', 'key documents',
    'alter document_chunks', 'fix document_chunks', 'key document_chunks', 'fill document_chunks', 'indexes', 'drop', 'done'
  ];
  v_state conversion;
  v_table text;
  v_rows bigint := 0;
  v_last text;
  v_over bool := true;
  v_statement text;
begin
  select * into v_state from conversion for update;
  v_table := split_part(v_state.step, ' ', 2);
  if v_table = '' or to_regclass('public.' || v_table) is not null then
    case split_part(v_state.step, ' ', 1)
      when 'copy' then
        execute (select sql from copy_statements where "table" = v_table) into v_rows, v_last using v_state.position, p_limit;
        v_over := v_rows < p_limit;
      when 'compare' then
        perform compare_tables(v_table);
      when 'swap' then
        perform swap_tables();
      when 'parents' then
        perform create_parents();
      when 'mark' then
        select * into v_rows, v_last from mark_conversations(v_state.position, p_limit / 4);
        v_over := v_rows < p_limit / 4;
      when 'validate' then
        v_over := validate_keys();
      when 'alter' then
        perform alter_columns(v_table);
      when 'fix' then
        perform fix_rows(v_table);
      when 'key' then
        v_over := alter_keys(v_table);
      when 'fill' then
        select * into v_rows, v_last from fill_chunks(v_state.position, p_limit / 10);
        v_over := v_rows < p_limit / 10;
      when 'indexes' then
        if p_concurrently and (
          v_state.builder <> p_builder and v_state.builder_until > clock_timestamp()
          or exists (
            select from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and state = 'active'
              and query ~* '^(create( unique)?|drop) index concurrently'
          )
        ) then
          return jsonb_build_object('done', false, 'step', v_state.step, 'wait', true);
        end if;
        v_statement := next_index_statement(p_concurrently);
        v_over := v_statement is null;
        if v_statement = 'wait' then
          return jsonb_build_object('done', false, 'step', v_state.step, 'wait', true);
        elsif v_statement is not null and not (p_concurrently and v_statement ~* ' index ') then
          execute v_statement;
          v_statement := null;
        end if;
      when 'drop' then
        perform drop_old_tables();
      else
        return jsonb_build_object('done', true, 'step', 'done');
    end case;
  end if;

  update conversion set
    step = case when v_over then v_steps[array_position(v_steps, v_state.step) + 1] else v_state.step end,
    builder = case when v_statement is not null then p_builder end,
    builder_until = clock_timestamp() + interval '2 seconds',
    position = case when v_over then null else v_last end,
    rows = case when v_over then 0 else v_state.rows + v_rows end;
  return jsonb_strip_nulls(jsonb_build_object(
    'done', false, 'step', v_state.step, 'rows', v_state.rows + v_rows, 'statement', v_statement,
    'total', (select reltuples::bigint from pg_class where oid = to_regclass('public.' || case v_state.step when 'mark' then 'conversations' else nullif(v_table, '') end))
  ));
end
$$;
