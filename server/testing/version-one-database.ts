/** The tables of the n8n version with a conversation in them, as far as migrating can meet them. */
export const versionOneDatabase = `
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
insert into users (id, name) values ('11111111-1111-4111-8111-111111111111', 'Zoé');
insert into conversations (id, user_id) values ('22222222-2222-4222-8222-222222222222', '11111111-1111-4111-8111-111111111111');
insert into messages (conversation_id, role, content, agent_type)
values ('22222222-2222-4222-8222-222222222222', 'user', 'Bonjour', 'creation');
`
