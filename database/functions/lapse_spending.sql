-- Charges turns whose process died, known by their lease, with what was kept aside for them: one attempt's most, and that
-- of those before it that may be billed. Returns how many. If such a turn ends all the same, its cost takes the charge's place
-- (messages.lapsed). Called by reserve_spending, release_turns and apply_retention.
-- Waits for no turn and no visitor: who is locked is alive, or left to the next time.
create or replace function lapse_spending(p_limit int default 200) returns int
language plpgsql
set search_path = public, pg_temp
as $$
declare
  v_turn record;
  v_lapsed int := 0;
begin
  for v_turn in
    select m.id, m.reserved, m.reserved_on, c.user_id
    from messages m join conversations c on c.id = m.conversation_id
    where m.reserved is not null and (m.lease_until is null or m.lease_until <= clock_timestamp())
    order by m.reserved_on
    limit p_limit
    for update of m skip locked
  loop
    perform from visitor_spending where user_id = v_turn.user_id and day = v_turn.reserved_on for update skip locked;
    if not found and exists (
      select from visitor_spending where user_id = v_turn.user_id and day = v_turn.reserved_on
    ) then
      continue;
    end if;
    update messages set reserved = null, lapsed = coalesce(lapsed, 0) + v_turn.reserved where id = v_turn.id;
    perform settle_spending(v_turn.user_id, v_turn.reserved, v_turn.reserved_on, v_turn.reserved, null);
    v_lapsed := v_lapsed + 1;
  end loop;
  return v_lapsed;
end
$$;
