-- The simplest exact budget, to compare with: one row of the month, that every turn locks and changes.
create table one_row (month date primary key, spent numeric not null default 0, reserved numeric not null default 0);
insert into one_row values (date_trunc('month', now())::date);
create function one_row_begin(p_conversation_id text, p_user_id text, p_message_id text, p_content text) returns jsonb
language plpgsql as $$
declare
  v_result jsonb := begin_turn(p_conversation_id, p_user_id, p_message_id, p_content);
begin
  update one_row set reserved = reserved + 0.35
  where month = date_trunc('month', now())::date and spent + reserved < 1000000;
  return v_result;
end
$$;
create function one_row_finish(
  p_conversation_id text, p_message_id text, p_answer text, p_agent text, p_confidence float8, p_reasoning text,
  p_sources jsonb, p_latency_ms int, p_steps jsonb
) returns jsonb
language plpgsql as $$
declare
  v_result jsonb := finish_turn(p_conversation_id => p_conversation_id, p_message_id => p_message_id,
    p_answer => p_answer, p_agent => p_agent, p_confidence => p_confidence, p_reasoning => p_reasoning,
    p_sources => p_sources, p_latency_ms => p_latency_ms, p_steps => p_steps);
begin
  update one_row set spent = spent + 0.01, reserved = reserved - 0.35 where month = date_trunc('month', now())::date;
  return v_result;
end
$$;
