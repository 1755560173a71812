-- What an operator asks for response times: every answer with its own question. (The guide's query joins each answer with
-- every question before it, which is only the response time in conversations of one turn.)
drop view if exists agent_response_times;
create view agent_response_times with (security_invoker = true) as
select
  answer.agent,
  answer.conversation_id,
  question.created_at as asked_at,
  answer.created_at as answered_at,
  extract(epoch from answer.created_at - question.created_at)::float8 as response_seconds
from messages answer
cross join lateral (
  select q.created_at
  from messages q
  where q.conversation_id = answer.conversation_id and q.role = 'user' and q.created_at <= answer.created_at
    and (answer.turn_id is null or q.turn_id = answer.turn_id)
  order by q.created_at desc
  limit 1
) as question
where answer.role = 'assistant' and answer.agent is not null;
