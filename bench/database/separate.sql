-- What the product promises of a turn, in separate statements: two transactions of 9 and 7 round trips.
\set conversation random(0, 62499)
\set turn random(1, 1000000000000)
begin;
select user_id from conversations where id = 'conversation-' || :conversation for update;
select id, content, status, lease_until from messages
  where turn_id = 'turn-' || :turn and conversation_id = 'conversation-' || :conversation and role = 'user';
select counted_at from messages
  where conversation_id = 'conversation-' || :conversation and role = 'user'
    and created_at >= clock_timestamp() - interval '60 seconds';
select max(created_at) from messages where conversation_id = 'conversation-' || :conversation;
insert into messages (conversation_id, turn_id, role, content, status, counted_at, lease_until)
  values ('conversation-' || :conversation, 'turn-' || :turn, 'user',
    rpad('Comment créer une séquence d’emails ? ', 120, 'bla '), 'running', now(), now() + interval '15 seconds');
update conversations set last_message_at = now(), updated_at = now() where id = 'conversation-' || :conversation;
select role, content, agent, created_at from messages
  where conversation_id = 'conversation-' || :conversation and created_at < now() order by created_at desc limit 10;
commit;
begin;
select 1 from conversations where id = 'conversation-' || :conversation for update;
select id from messages
  where turn_id = 'turn-' || :turn and conversation_id = 'conversation-' || :conversation and role = 'assistant';
update messages set status = 'complete', agent = 'audrey', lease_until = null
  where turn_id = 'turn-' || :turn and conversation_id = 'conversation-' || :conversation and role = 'user';
insert into messages (conversation_id, turn_id, role, content, agent, confidence, reasoning, sources, latency_ms, steps)
  values ('conversation-' || :conversation, 'turn-' || :turn, 'assistant',
    rpad('Trois emails suffisent. ', 900, 'texte de la réponse '), 'audrey', 0.9, 'Une question d’emails.',
    '[{"document": "emails.md", "title": "Emails", "quote": "Trois emails."}]', 12, '{"admit": 3.1, "search": 5.2}')
  returning created_at;
update conversations set last_message_at = now(), updated_at = now() where id = 'conversation-' || :conversation;
commit;
