-- Admits a visitor's message, in one transaction: is the conversation theirs, is the message new, is the limit
-- respected; stores it with a lease for whoever answers it; reads what was said before. Called by beginTurn().
-- Returns one of
--   {kind: admitted, message_id, history: [{role, content, agent, created_at}] oldest first, remaining, reset_seconds,
--    status (the conversation's), questions: [text] latest first, up to p_question_limit; null when none are in front
--    of the history}
--   {kind: limited, limit, retry_after, reset_seconds} · {kind: forbidden} · {kind: reused} (same id, other text)
--   {kind: running} (being answered now) · {kind: finished, reply} (answered before)
-- With p_turn_cost (US dollars, the most that one attempt may cost) money is counted: that much is kept aside until the
-- turn ends, or the answer's `budget` says why not (reserve_spending); without, `budget` is null. A turn taken up from a
-- process that died leaves what that one had kept aside counted as spent.
-- p_budget_endpoints: who is told when the month's budget is reached (queue_budget_event).
-- A turn whose lease is over is admitted again: the same row, not counted twice. So is one whose lease the caller holds
-- already (p_lease_holder, an id of the request): the first answer was lost on the way.
-- The conversation's row is locked first and the clock read after, so that whatever the number of callers, turns of
-- one conversation come one after the other and their instants with them.
create or replace function begin_turn(
  p_conversation_id text,
  p_user_id text,
  p_message_id text,
  p_content text,
  p_max_messages int default 10,
  p_window_seconds int default 60,
  p_history_limit int default 10,
  p_lease_seconds int default 60,
  p_lease_holder text default null,
  p_turn_cost float8 default null,
  p_month_budget float8 default null,
  p_visitor_budget float8 default null,
  p_question_limit int default 0,
  p_budget_endpoints jsonb default null
) returns jsonb
language plpgsql
set search_path = public, pg_temp
as $$
declare
  v_owner text;
  v_status text;
  v_user_is_new boolean;
  v_now timestamptz;
  v_created_at timestamptz;
  v_question messages;
  v_dead messages;
  v_today date := (clock_timestamp() at time zone 'UTC')::date;
  v_reply jsonb;
  v_counted jsonb;
  v_remaining int;
  v_reset_seconds int;
  v_budget jsonb;
  v_history jsonb;
begin
  select user_id, status into v_owner, v_status from conversations where id = p_conversation_id for update;
  if not found then
    -- Writes nothing when the visitor is known, but holds their row: they cannot be erased in the midst of this.
    insert into users (id) values (p_user_id) on conflict (id) do update set name = users.name where false;
    v_user_is_new := found;
    insert into conversations (id, user_id) values (p_conversation_id, p_user_id) on conflict (id) do nothing;
    select user_id, status into v_owner, v_status from conversations where id = p_conversation_id for update;
    if v_owner <> p_user_id and v_user_is_new then -- somebody else opened it in this very moment
      delete from users where id = p_user_id;
    end if;
  end if;
  if v_owner <> p_user_id then
    return jsonb_build_object('kind', 'forbidden');
  end if;

  v_now := clock_timestamp();
  select * into v_question
  from messages
  where conversation_id = p_conversation_id and turn_id = p_message_id and role = 'user';

  if found then
    if v_question.content <> p_content then
      return jsonb_build_object('kind', 'reused');
    end if;
    v_reply := stored_reply(p_conversation_id, p_message_id);
    if v_reply is not null then
      return jsonb_build_object('kind', 'finished', 'reply', v_reply);
    end if;
    -- The second bound ends a lease that a clock since stepped back would keep for hours.
    if v_question.lease_until > v_now
      and (p_lease_holder is null or v_question.lease_holder is distinct from p_lease_holder)
      and v_question.lease_until <= v_now + make_interval(secs => greatest(p_lease_seconds, 900)) then
      return jsonb_build_object('kind', 'running');
    end if;
    if v_question.lease_holder is distinct from p_lease_holder then
      v_dead := v_question;
      v_question.reserved := null;
      v_question.lapsed := null;
    end if;
    if p_turn_cost is not null then
      if v_question.reserved is not null then -- kept aside already
        v_budget := jsonb_build_object('granted', true, 'spent_by', null, 'share', null, 'warning', null,
          'visitor_warning', null);
      else
        v_budget := reserve_spending(p_user_id, p_turn_cost::numeric, p_month_budget::numeric,
          p_visitor_budget::numeric, p_lease_holder, v_today);
        v_question.reserved := case when (v_budget ->> 'granted')::boolean then p_turn_cost::numeric end;
        v_question.reserved_on := v_today;
      end if;
    end if;
    if v_dead.reserved is not null then -- last: who waits in reserve_spending holds no row of the month
      perform settle_spending(p_user_id, v_dead.reserved, v_dead.reserved_on, v_dead.reserved, null);
    end if;
    update messages set status = 'running', lease_until = v_now + make_interval(secs => p_lease_seconds),
      lease_holder = p_lease_holder, reserved = v_question.reserved, reserved_on = v_question.reserved_on,
      lapsed = v_question.lapsed
    where id = v_question.id;
    v_created_at := v_question.created_at;
    v_counted := counted_turns(p_conversation_id, p_max_messages, p_window_seconds, v_now);
    v_remaining := greatest(0, p_max_messages - (v_counted ->> 'counted')::int);
    v_reset_seconds := v_counted ->> 'reset_seconds';
  else
    v_counted := counted_turns(p_conversation_id, p_max_messages, p_window_seconds, v_now);
    if (v_counted ->> 'counted')::int >= p_max_messages then
      return jsonb_build_object(
        'kind', 'limited',
        'limit', p_max_messages,
        'retry_after', v_counted -> 'retry_seconds',
        'reset_seconds', v_counted -> 'reset_seconds'
      );
    end if;
    v_created_at := next_message_instant(p_conversation_id, v_now);
    if p_turn_cost is not null then
      v_budget := reserve_spending(p_user_id, p_turn_cost::numeric, p_month_budget::numeric, p_visitor_budget::numeric,
        p_lease_holder, v_today);
      if (v_budget ->> 'granted')::boolean then
        v_question.reserved := p_turn_cost::numeric;
        v_question.reserved_on := v_today;
      end if;
    end if;
    insert into messages (conversation_id, turn_id, role, content, status, counted_at, created_at, lease_until,
      lease_holder, reserved, reserved_on)
    values (p_conversation_id, p_message_id, 'user', p_content, 'running', v_now, v_created_at,
      v_now + make_interval(secs => p_lease_seconds), p_lease_holder, v_question.reserved, v_question.reserved_on);
    update conversations set last_message_at = v_created_at, updated_at = v_created_at where id = p_conversation_id;
    -- This one counts too: what counting again would say.
    v_remaining := p_max_messages - (v_counted ->> 'counted')::int - 1;
    v_reset_seconds := case when (v_counted ->> 'counted')::int = 0 then greatest(1, p_window_seconds)
      else least((v_counted ->> 'reset_seconds')::int, p_window_seconds) end;
  end if;

  if p_budget_endpoints is not null then
    perform queue_budget_event(p_budget_endpoints, v_budget, p_month_budget, v_today);
  end if;
  v_history := messages_before(p_conversation_id, v_created_at, p_history_limit);
  return jsonb_build_object(
    'kind', 'admitted',
    'message_id', p_message_id,
    'history', v_history,
    'remaining', v_remaining,
    'reset_seconds', v_reset_seconds,
    'budget', v_budget,
    'status', v_status,
    'questions', case when p_question_limit > 0 and jsonb_array_length(v_history) >= p_history_limit
      then questions_before(p_conversation_id, v_created_at, p_question_limit) end
  );
end
$$;
