-- The same turn as the Python v2 asks it: five statements, each a round trip and a transaction of its own. It promises
-- less: parallel messages pass the limit, a repeated message is stored twice, anybody writes into any conversation.
\set conversation random(0, 62499)
select count(*) from messages
  where conversation_id = 'conversation-' || :conversation and role = 'user' and created_at > now() - interval '60 seconds';
select role, content, agent, created_at from messages
  where conversation_id = 'conversation-' || :conversation order by created_at desc limit 10;
insert into messages (conversation_id, role, content, agent) values ('conversation-' || :conversation, 'user',
  rpad('Comment créer une séquence d’emails ? ', 120, 'bla '), 'audrey');
insert into messages (conversation_id, role, content, agent, confidence) values ('conversation-' || :conversation, 'assistant',
  rpad('Trois emails suffisent. ', 900, 'texte de la réponse '), 'audrey', 0.9);
update conversations set updated_at = now() where id = 'conversation-' || :conversation;
