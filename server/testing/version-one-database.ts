/** The tables of the n8n version, as far as migrating can meet them. */
export const versionOneTables = `
create extension if not exists vector;
create table users (id uuid primary key default gen_random_uuid(), email text, name text, created_at timestamp default now());
create table conversations (
  id uuid primary key default gen_random_uuid(),
  user_id uuid references users (id),
  created_at timestamp default now(),
  last_message_at timestamp,
  status text default 'active'
);
create table messages (
  id uuid primary key default gen_random_uuid(),
  conversation_id uuid references conversations (id),
  role text,
  content text,
  agent_type text,
  "timestamp" timestamp default now()
);
create table documents (
  id uuid primary key default gen_random_uuid(),
  filename text,
  file_type text,
  upload_date timestamp default now(),
  uploaded_by text
);
create table document_chunks (
  id uuid primary key default gen_random_uuid(),
  document_id uuid references documents (id),
  content text,
  embedding vector(1536),
  chunk_index int
);
create index on document_chunks using ivfflat (embedding vector_cosine_ops) with (lists = 1);
`

/** The same with a conversation in them. */
export const versionOneDatabase = `${versionOneTables}
insert into users (id, name) values ('11111111-1111-4111-8111-111111111111', 'Zoé');
insert into conversations (id, user_id) values ('22222222-2222-4222-8222-222222222222', '11111111-1111-4111-8111-111111111111');
insert into messages (conversation_id, role, content, agent_type)
values ('22222222-2222-4222-8222-222222222222', 'user', 'Bonjour', 'creation');
`

/** SQL that fills those tables: messages by turns in conversations of ten, over the last year, and chunks with a vector. */
export function fillVersionOne({ messages, chunks }: { messages: number; chunks: number }): string {
  return `
insert into users (id, name) values ('11111111-1111-4111-8111-111111111111', 'Zoé');
insert into conversations (id, user_id) values ('22222222-2222-4222-8222-222222222222', '11111111-1111-4111-8111-111111111111');
insert into users (id, name) select md5('u' || n)::uuid, 'visitor ' || n from generate_series(1, ${messages} / 50 + 1) as n;
insert into conversations (id, user_id, created_at)
select md5('c' || n)::uuid, md5('u' || (1 + n / 5))::uuid, timestamp '2025-01-01' + n * interval '5 minutes'
from generate_series(0, ${messages} / 10) as n;
insert into messages (conversation_id, role, content, agent_type, "timestamp")
select md5('c' || n / 10)::uuid, case when n % 2 = 0 then 'user' else 'assistant' end,
  repeat('Comment créer une séquence d''emails ? ', 5), case when n % 2 = 1 then case when n % 20 < 10 then 'creation' else 'automation' end end,
  timestamp '2025-01-01' + n / 10 * interval '5 minutes' + n % 10 * interval '3 seconds'
from generate_series(0, ${messages} - 1) as n;
insert into documents (id, filename) select md5('d' || n)::uuid, 'document ' || n || '.pdf' from generate_series(0, ${chunks} / 20) as n;
insert into document_chunks (document_id, content, chunk_index, embedding)
select md5('d' || n / 20)::uuid, repeat('Un passage. ', 60), n % 20,
  (select array_agg(sin(n * i + i * i))::vector from generate_series(1, 1536) as i)
from generate_series(0, ${chunks} - 1) as n;
`
}
