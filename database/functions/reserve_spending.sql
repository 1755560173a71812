-- Keeps money aside for a turn, or says why not: {granted, spent_by: null | 'month' | 'visitor' | 'kept_aside', share,
-- warning, visitor_warning}. All in US dollars; a budget that is null has no limit. `month`: what is spent leaves less than
-- p_amount; `visitor`: their day is spent; `kept_aside`: it is not, but what is left is kept for turns that run. `share` is
-- how much of the month's budget is spent, `warning` 80 or 100 when this caller is the one to tell it: both by what is
-- really spent. p_day is the day that it counts for. Called by begin_turn and reserve_more, which hold the conversation.
-- A month is never passed: a turn is let in when what is spent, kept aside and being kept aside leaves room for it. Callers
-- that others cannot see yet, because their transaction has not ended, are seen by their lock: its key is what they ask
-- for, it stands in nobody's way, and it goes when their row can be seen. So nobody waits but whom only those leave no
-- room for: these try again one at a time. A visitor's day is passed by less than p_amount: it may be less than one.
create or replace function reserve_spending(
  p_user_id text,
  p_amount numeric,
  p_month_budget numeric,
  p_visitor_budget numeric,
  p_told_to text,
  p_day date
) returns jsonb
language plpgsql
set search_path = public, pg_temp
as $$
declare
  v_door constant bigint := 5417209004;
  v_asking constant int := 541720900;
  v_key int := least(ceil(p_amount * 1000000), 2147483647);
  v_month date := date_trunc('month', p_day)::date;
  v_visitor visitor_spending;
  v_visitor_percent int;
  v_visitor_warning int;
  v_others numeric;
  v_spent numeric;
  v_total numeric;
  v_fits boolean := false;
  v_spent_by text;
  v_percent int;
  v_warning int;
begin
  if p_visitor_budget is not null then
    insert into visitor_spending as known (user_id, day) values (p_user_id, p_day)
    on conflict (user_id) do update set day = excluded.day, spent = 0, reserved = 0, warned = 0
    where known.day < excluded.day;
    select * into v_visitor from visitor_spending where user_id = p_user_id for update;
    v_spent_by := case when v_visitor.spent >= p_visitor_budget then 'visitor'
      when v_visitor.spent + v_visitor.reserved >= p_visitor_budget then 'kept_aside' end;
  end if;

  if p_month_budget is not null then
    select coalesce(sum(spent), 0), coalesce(sum(spent + reserved), 0) into v_spent, v_total
    from spending where month = v_month;
    if v_spent_by is null and v_total + p_amount <= p_month_budget then
      begin
        perform pg_advisory_xact_lock_shared(v_asking, v_key);
        v_others := asked_spending(v_asking) - v_key / 1000000.0; -- before the sums: what ends in between counts twice
        select coalesce(sum(spent), 0), coalesce(sum(spent + reserved), 0) into v_spent, v_total
        from spending where month = v_month;
        v_fits := v_total + v_others + p_amount <= p_month_budget;
        if not v_fits then
          raise exception 'in doubt' using errcode = 'CB001'; -- takes the lock back
        end if;
      exception when sqlstate 'CB001' then
        null;
      end;
      if not v_fits then
        perform pg_advisory_xact_lock(v_door);
        perform pg_advisory_xact_lock_shared(v_asking, v_key);
        for each_try in 1..100 loop
          v_others := asked_spending(v_asking) - v_key / 1000000.0;
          select coalesce(sum(spent), 0), coalesce(sum(spent + reserved), 0) into v_spent, v_total
          from spending where month = v_month;
          v_fits := v_total + v_others + p_amount <= p_month_budget;
          exit when v_fits or v_total + p_amount > p_month_budget;
          perform pg_sleep(0.005); -- the others are about to end
        end loop;
      end if;
    end if;
    if not v_fits then
      v_spent_by := coalesce(v_spent_by, 'kept_aside');
    end if;
  end if;

  if v_spent_by is null then
    perform add_spending(v_month, 0, p_amount);
  elsif v_spent_by = 'kept_aside' then
    if lapse_spending() > 0 then -- dead turns had it: it counts as spent from now on
      select * into v_visitor from visitor_spending where user_id = p_user_id;
      select coalesce(sum(spent), 0) into v_spent from spending where month = v_month;
    end if;
    if v_visitor.spent >= p_visitor_budget then
      v_spent_by := 'visitor';
    end if;
  end if;
  if v_spent + p_amount > p_month_budget then
    v_spent_by := 'month';
  end if;
  v_percent := case when v_spent_by = 'month' then 100 when v_spent >= 0.8 * p_month_budget then 80 end;

  if p_visitor_budget is not null then
    v_visitor_percent := case when v_visitor.spent >= p_visitor_budget then 100
      when v_visitor.spent >= 0.8 * p_visitor_budget then 80 else 0 end;
    if v_visitor_percent > v_visitor.warned then
      v_visitor_warning := v_visitor_percent;
    end if;
    if v_visitor_warning is not null or v_spent_by is null then
      update visitor_spending
      set reserved = reserved + case when v_spent_by is null and day = p_day then p_amount else 0 end,
        warned = greatest(warned, v_visitor_percent)
      where user_id = p_user_id;
    end if;
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
      else round(v_spent / p_month_budget, 4) end,
    'warning', v_warning,
    'visitor_warning', v_visitor_warning
  );
end
$$;
