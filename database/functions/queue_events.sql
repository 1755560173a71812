-- Writes events to the outbox, in the transaction of what happened: [{id, type, endpoints: [text], data}], one row an event
-- and address. An event that is there already is not written again. Called by finish_turn and queue_budget_event.
create or replace function queue_events(p_events jsonb, p_conversation_id text) returns void
language plpgsql
set search_path = public, pg_temp
as $$
begin
  insert into webhook_deliveries (id, endpoint, type, data, conversation_id)
  select event ->> 'id', endpoint, event ->> 'type', event -> 'data', p_conversation_id
  from jsonb_array_elements(p_events) as event
  cross join jsonb_array_elements_text(event -> 'endpoints') as endpoint
  on conflict (id, endpoint) do nothing;
end
$$;
