import { versionOneDatabase } from './version-one-database.ts'

/** What the Python version's SQL adds to the tables of the n8n version, as far as migrating can meet it. */
const versionTwoSql = `
alter table documents add column agent_owner text check (agent_owner in ('audrey', 'carole', 'shared'));
alter table documents add column tags text[] default '{}';
alter table documents add column category text;
alter table documents add column priority int default 0;
alter table messages add column agent text check (agent in ('audrey', 'carole', 'escalate'));
alter table messages add column created_at timestamptz default now();
alter table conversations add column updated_at timestamp default now();
create index idx_documents_agent_owner on documents (agent_owner);
create index idx_messages_agent on messages (agent);
create function match_documents_audrey(query_embedding vector(1536), match_threshold float default 0.7, match_count int default 20, agent_filter text default 'audrey')
returns table (id uuid, content text, similarity float, filename varchar, agent_owner varchar) language sql stable as
$$ select c.id, c.content, 0::float, d.filename::varchar, d.agent_owner::varchar from document_chunks c join documents d on d.id = c.document_id limit match_count $$;
create function match_documents_carole(query_embedding vector(1536), match_threshold float, match_count int, agent_filter text)
returns setof documents language sql stable as $$ select * from documents limit match_count $$;
create function check_rate_limit(p_conversation_id text, p_max_messages int, p_window_seconds int)
returns json language sql stable as $$ select json_build_object('allowed', true, 'remaining', 10) $$;
create function check_rate_limit(p_conversation_id uuid) returns boolean language sql stable as $$ select true $$;
create function tag_documents_by_keywords(p_agent_owner text, p_keywords text[]) returns void language sql as
$$ update documents set agent_owner = p_agent_owner where filename ilike any (p_keywords) $$;
create view agent_analytics as
select date(created_at) as date, agent, count(*) as message_count, count(distinct conversation_id) as conversation_count,
  avg(length(content)) as avg_message_length
from messages where role = 'assistant' group by date(created_at), agent;
`

/** Version 1's tables with version 2's SQL over them: uuid ids, both names of every column. */
export const versionTwoDatabase = `${versionOneDatabase}${versionTwoSql}`

/** Version 2's tables as its code believes they are: any text as an id, no foreign keys. */
export const versionTwoTextDatabase = `
create extension if not exists vector;
create table users (id text primary key, email text, name text, created_at timestamptz default now());
create table conversations (
  id text primary key, user_id text, created_at timestamptz default now(), updated_at timestamptz default now(),
  last_message_at timestamptz, status varchar(40) default 'active'
);
create table messages (
  id uuid primary key default gen_random_uuid(),
  conversation_id varchar(200) not null,
  role varchar(20) not null,
  content text not null,
  agent text check (agent in ('audrey', 'carole', 'escalate')),
  created_at timestamptz default now()
);
create table documents (
  id uuid primary key default gen_random_uuid(), filename text not null, file_type text,
  upload_date timestamptz default now(), uploaded_by text, agent_owner text default 'shared'
    constraint owner_check check (agent_owner in ('audrey', 'carole', 'shared')),
  tags text[], category text, priority int
);
create table document_chunks (
  id uuid primary key default gen_random_uuid(), document_id uuid not null references documents (id) on delete cascade,
  content text not null, embedding vector(1536), chunk_index int
);
insert into users (id, name) values ('user-123', 'Zoé');
insert into conversations (id, user_id, status) values ('conv-456', 'user-123', 'escalated');
insert into messages (conversation_id, role, content, agent, created_at) values
  ('conv-456', 'user', 'Bonjour', null, now() - interval '3 minutes'),
  ('conv-456', 'assistant', 'Bonjour !', 'audrey', now() - interval '2 minutes'),
  ('test-prod', 'user', 'Hello', null, now() - interval '1 minute');
insert into documents (id, filename) values ('33333333-3333-4333-8333-333333333333', 'tunnel.pdf');
insert into document_chunks (document_id, content, chunk_index) values ('33333333-3333-4333-8333-333333333333', 'Un tunnel de vente', null);
`

/** Rows that neither old version should have let in, on version 1's tables. */
export const oddRows = `
alter table messages drop constraint messages_conversation_id_fkey;
alter table conversations drop constraint conversations_user_id_fkey;
alter table document_chunks drop constraint document_chunks_document_id_fkey;
insert into conversations (id, user_id, status, created_at, last_message_at) values
  ('aaaaaaaa-0000-4000-8000-000000000001', null, 'active', '2025-01-01', null),
  ('aaaaaaaa-0000-4000-8000-000000000002', 'bbbbbbbb-0000-4000-8000-000000000001', 'paused', null, '2025-02-03 04:05:06.789'),
  ('aaaaaaaa-0000-4000-8000-000000000003', '11111111-1111-4111-8111-111111111111', 'upsell_opportunity', '2025-01-01', null),
  ('aaaaaaaa-0000-4000-8000-000000000004', '11111111-1111-4111-8111-111111111111', null, null, null);
insert into messages (id, conversation_id, role, content, agent_type, "timestamp") values
  ('cccccccc-0000-4000-8000-000000000001', null, 'user', 'De nulle part', null, '2025-01-01'),
  ('cccccccc-0000-4000-8000-000000000002', 'aaaaaaaa-0000-4000-8000-000000000003', 'user', null, null, '2025-01-01'),
  ('cccccccc-0000-4000-8000-000000000003', 'aaaaaaaa-0000-4000-8000-000000000003', 'system', 'Tu es Carole', null, '2025-01-01'),
  ('cccccccc-0000-4000-8000-000000000004', 'aaaaaaaa-0000-4000-8000-000000000003', null, 'Qui parle ?', null, '2025-01-01'),
  ('cccccccc-0000-4000-8000-000000000005', 'aaaaaaaa-0000-4000-8000-000000000002', 'User', 'Sans date', null, null),
  ('cccccccc-0000-4000-8000-000000000006', 'dddddddd-0000-4000-8000-000000000001', 'human', 'Sans conversation', null, '2025-01-05'),
  ('cccccccc-0000-4000-8000-000000000007', 'aaaaaaaa-0000-4000-8000-000000000003', 'user', 'Deux fois', null, '2025-01-02 10:00'),
  ('cccccccc-0000-4000-8000-000000000008', 'aaaaaaaa-0000-4000-8000-000000000003', 'user', 'Deux fois', null, '2025-01-02 10:00'),
  ('cccccccc-0000-4000-8000-000000000009', 'aaaaaaaa-0000-4000-8000-000000000003', 'assistant', 'Voilà', 'creation', '2025-01-02 10:00:05'),
  ('cccccccc-0000-4000-8000-00000000000a', 'aaaaaaaa-0000-4000-8000-000000000003', 'ai', 'Encore', 'robot', '2025-01-02 10:00:06');
insert into documents (id, filename, upload_date) values ('eeeeeeee-0000-4000-8000-000000000001', 'reels.pdf', null);
insert into document_chunks (id, document_id, content, chunk_index) values
  ('ffffffff-0000-4000-8000-000000000001', null, 'Sans document', 0),
  ('ffffffff-0000-4000-8000-000000000002', 'eeeeeeee-0000-4000-8000-00000000000f', 'Document effacé', 0),
  ('ffffffff-0000-4000-8000-000000000003', 'eeeeeeee-0000-4000-8000-000000000001', null, 1),
  ('ffffffff-0000-4000-8000-000000000004', 'eeeeeeee-0000-4000-8000-000000000001', 'Un reel', null),
  ('ffffffff-0000-4000-8000-000000000005', 'eeeeeeee-0000-4000-8000-000000000001', 'Deux reels', 4),
  ('ffffffff-0000-4000-8000-000000000006', 'eeeeeeee-0000-4000-8000-000000000001', 'Trois reels', 4);
`
