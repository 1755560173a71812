-- Keeps aside the most that a turn may cost, or says that the money is spent: {granted, spent_by: null | 'month' |
-- 'visitor', share, warning, visitor_warning}. All in US dollars; a budget that is null has no limit. `share` is how much
-- of the month's budget is spent or kept aside, `warning` 80 or 100 when this caller is the one to tell it. Called by
-- begin_turn, which holds the conversation.
-- A turn is let in while less than the budget is spent and kept aside, so it is passed by one turn at most. Far from that,
-- callers go side by side: each has a connection, so the turns that another cannot see yet are fewer than those, and
-- there is room for all of them. Near it, one at a time. Who goes side by side holds the lock shared, who goes alone
-- holds it alone; neither ever waits for one row of the month.
create or replace function reserve_spending(
  p_user_id text,
  p_amount numeric,
  p_month_budget numeric,
  p_visitor_budget numeric,
  p_told_to text
) returns jsonb
language plpgsql
set search_path = public, pg_temp
as $$
declare
  v_lock constant bigint := 5417209004;
  v_day date := (clock_timestamp() at time zone 'UTC')::date;
  v_month date := date_trunc('month', v_day)::date;
  v_visitor visitor_spending;
  v_visitor_percent int;
  v_visitor_warning int;
  v_unseen numeric := p_amount * current_setting('max_connections')::int;
  v_spent numeric;
  v_total numeric;
  v_alone boolean;
  v_spent_by text;
  v_percent int;
  v_warning int;
begin
  if p_visitor_budget is not null then
    insert into visitor_spending as known (user_id, day) values (p_user_id, v_day)
    on conflict (user_id) do update set day = excluded.day, spent = 0, reserved = 0, warned = 0
    where known.day < excluded.day;
    select * into v_visitor from visitor_spending where user_id = p_user_id for update;
    if v_visitor.spent + v_visitor.reserved >= p_visitor_budget then
      v_spent_by := 'visitor';
    end if;
  end if;

  if p_month_budget is not null then
    select coalesce(sum(spent), 0), coalesce(sum(spent + reserved), 0) into v_spent, v_total
    from spending where month = v_month;
    if v_spent_by is null and v_total < p_month_budget then
      v_alone := v_total + 2 * v_unseen > p_month_budget;
      if v_alone then
        perform pg_advisory_xact_lock(v_lock);
      else
        perform pg_advisory_xact_lock_shared(v_lock);
      end if;
      select coalesce(sum(spent), 0), coalesce(sum(spent + reserved), 0) into v_spent, v_total
      from spending where month = v_month;
    end if;
    -- The last: a hundred others came while this one waited for the lock. In doubt, no.
    if v_total >= p_month_budget or not v_alone and v_total + v_unseen > p_month_budget then
      v_spent_by := 'month';
    end if;
    v_percent := case when v_spent_by = 'month' then 100 when v_spent >= 0.8 * p_month_budget then 80 end;
  end if;

  if p_visitor_budget is not null then
    v_visitor_percent := case when v_spent_by = 'visitor' then 100
      when v_visitor.spent >= 0.8 * p_visitor_budget then 80 else 0 end;
    if v_visitor_percent > v_visitor.warned then
      v_visitor_warning := v_visitor_percent;
    end if;
    if v_visitor_warning is not null or v_spent_by is null then
      update visitor_spending
      set reserved = reserved + case when v_spent_by is null then p_amount else 0 end,
        warned = greatest(warned, v_visitor_percent)
      where user_id = p_user_id;
    end if;
  end if;
  if v_spent_by is null then
    perform add_spending(v_month, 0, p_amount);
  end if;

  if v_percent is not null and not exists (
    select from budget_warnings
    where month = v_month and percent >= v_percent and budget = p_month_budget and told_to is distinct from p_told_to
  ) then
    insert into budget_warnings as known (month, percent, budget, told_to)
    values (v_month, v_percent, p_month_budget, p_told_to)
    on conflict (month, percent, budget) do update set told_to = known.told_to
    where known.told_to = excluded.told_to
    returning percent into v_warning;
  end if;

  return jsonb_build_object(
    'granted', v_spent_by is null,
    'spent_by', v_spent_by,
    'share', case when p_month_budget is null then null when p_month_budget = 0 then 1
      else round(v_total / p_month_budget, 4) end,
    'warning', v_warning,
    'visitor_warning', v_visitor_warning
  );
end
$$;
