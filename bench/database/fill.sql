-- 62,500 conversations of 20,000 visitors over 30 days; `messages` in all, half of them answers of 900 characters. Turns
-- of different conversations follow one another, as they come: the rows of one conversation are far apart.
insert into users (id) select 'user-' || number from generate_series(0, 19999) as number;
insert into conversations (id, user_id, last_message_at)
  select 'conversation-' || number, 'user-' || number % 20000, now() from generate_series(0, 62499) as number;
insert into messages (
  conversation_id, turn_id, role, content, agent, status, counted_at, created_at, confidence, reasoning, sources, latency_ms, steps
)
select 'conversation-' || conversation, 'turn-' || md5(conversation || '-' || turn), role,
  case when answers then rpad('Trois emails suffisent. ', 900, 'texte de la réponse ')
    else rpad('Comment créer une séquence d’emails ? ', 120, 'bla ') end,
  'audrey', 'complete',
  case when not answers then asked_at end, asked_at + case when answers then interval '3 s' else interval '0' end,
  case when answers then 0.9 end, case when answers then 'Une question d’emails.' end,
  case when answers then '[{"document": "emails.md", "title": "Emails", "quote": "Trois emails."}]' else '[]' end::jsonb,
  case when answers then 12 end, case when answers then '{"admit": 3.1, "search": 5.2}' end::jsonb
from generate_series(0, :messages / 125000 - 1) as turn
cross join generate_series(0, 62499) as conversation
cross join lateral (
  select now() - interval '30 days' + turn * interval '30 days' * 125000 / :messages + conversation * interval '1 ms' as asked_at
) as instants
cross join (values ('user', false), ('assistant', true)) as roles (role, answers);
vacuum analyze;
