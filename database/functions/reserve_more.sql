-- Keeps more aside for a turn that runs, before a call that what it has does not cover: as reserve_spending says. Nothing is
-- granted to a turn that has ended or is another's by now (p_lease_holder). p_budget_endpoints: who is told when
-- the month's budget is reached (queue_budget_event). Called by reserveMore().
create or replace function reserve_more(
  p_conversation_id text,
  p_message_id text,
  p_lease_holder text,
  p_amount float8,
  p_month_budget float8 default null,
  p_visitor_budget float8 default null,
  p_budget_endpoints jsonb default null
) returns jsonb
language plpgsql
set search_path = public, pg_temp
as $$
declare
  v_user_id text;
  v_question messages;
  v_day date;
  v_budget jsonb;
begin
  select user_id into v_user_id from conversations where id = p_conversation_id for update;
  select * into v_question from messages
  where conversation_id = p_conversation_id and turn_id = p_message_id and role = 'user' and status = 'running'
    and lease_holder = p_lease_holder
  for update; -- lapse_spending may be at it
  if not found then
    return jsonb_build_object('granted', false, 'spent_by', null, 'share', null, 'warning', null, 'visitor_warning', null);
  end if;
  v_day := coalesce(v_question.reserved_on, (clock_timestamp() at time zone 'UTC')::date);
  v_budget := reserve_spending(v_user_id, p_amount::numeric, p_month_budget::numeric, p_visitor_budget::numeric,
    p_lease_holder, v_day);
  if p_budget_endpoints is not null then
    perform queue_budget_event(p_budget_endpoints, v_budget, p_month_budget, v_day);
  end if;
  if (v_budget ->> 'granted')::boolean then
    update messages set reserved = coalesce(reserved, 0) + p_amount::numeric, reserved_on = v_day where id = v_question.id;
  end if;
  return v_budget;
end
$$;
