-- The tables. Their names and columns are the ones operators' SQL already uses. Those of v1 and v2 were converted to
-- the shape that these files make in an empty schema (database/legacy/), and run through here again: so `if not exists`
-- everywhere, and nothing here or in a later migration may name the schema `public`.
-- Ids of users, conversations and messages are text, because "conv-456" has always been a valid id. They have a default
-- for the old systems, which may write here too.

do $$
begin
  -- Supabase keeps extensions in a schema of their own; everybody else in `public`.
  if to_regnamespace('extensions') is not null then
    create extension if not exists vector with schema extensions;
  else
    create extension if not exists vector;
  end if;
end
$$;

create table if not exists users (
  id text primary key default gen_random_uuid()::text,
  email text,
  name text,
  created_at timestamptz not null default clock_timestamp()
);

create table if not exists conversations (
  id text primary key default gen_random_uuid()::text,
  user_id text not null references users (id),
  status text not null default 'active' check (status in ('active', 'archived', 'escalated', 'upsell_opportunity')),
  created_at timestamptz not null default clock_timestamp()
);
alter table conversations add column if not exists updated_at timestamptz not null default clock_timestamp();
alter table conversations add column if not exists last_message_at timestamptz;
create index if not exists conversations_user_id on conversations (user_id);

create table if not exists messages (
  id text primary key default gen_random_uuid()::text,
  conversation_id text not null references conversations (id) on delete cascade,
  role text not null check (role in ('user', 'assistant')),
  content text not null
);
alter table messages add column if not exists agent text;
alter table messages add column if not exists created_at timestamptz not null default clock_timestamp();
-- The visitor's id of a turn, shared by a question and its answer; null on rows from before.
alter table messages add column if not exists turn_id text;
alter table messages add column if not exists status text not null default 'complete'
  check (status in ('running', 'complete', 'partial', 'failed'));
-- When the rate limit counted a question, by the clock as it was. `created_at` is that too, except when the clock
-- stepped back: then it goes on from the last message, so that the order of a conversation is total.
alter table messages add column if not exists counted_at timestamptz;
-- Until when the process that answers a question has it for itself; null when none does.
alter table messages add column if not exists lease_until timestamptz;
-- Which request that is, so that the same one, asking again because the answer was lost, is let in again.
alter table messages add column if not exists lease_holder text;
alter table messages add column if not exists confidence double precision;
alter table messages add column if not exists reasoning text;
alter table messages add column if not exists sources jsonb not null default '[]';
alter table messages add column if not exists model text;
alter table messages add column if not exists prompt_tokens int;
alter table messages add column if not exists completion_tokens int;
alter table messages add column if not exists cost numeric;
alter table messages add column if not exists latency_ms int;
alter table messages add column if not exists steps jsonb;
alter table messages add column if not exists feedback text check (feedback in ('up', 'down'));
alter table messages add column if not exists feedback_comment text;
alter table messages add column if not exists feedback_at timestamptz;
-- The turn first: feedback finds an answer by its turn alone.
create unique index if not exists messages_turn on messages (turn_id, conversation_id, role);
create index if not exists messages_conversation_id_created_at on messages (conversation_id, created_at);
-- No index has lease_until: a question whose lease ends is updated in its place, and no index learns of it.

create table if not exists documents (
  id uuid primary key default gen_random_uuid(),
  filename text,
  file_type text,
  upload_date timestamptz not null default clock_timestamp(),
  uploaded_by text
);
alter table documents add column if not exists agent_owner text not null default 'shared';
-- Where it was read from: a path or an address, one document per owner and source.
alter table documents add column if not exists source text;
-- Its address on the web, which answers link to; null when it has none but, perhaps, its source.
alter table documents add column if not exists url text;
alter table documents add column if not exists title text;
alter table documents add column if not exists language text;
alter table documents add column if not exists tags text[] not null default '{}';
alter table documents add column if not exists category text;
alter table documents add column if not exists priority int not null default 0;
alter table documents add column if not exists content_hash text;
alter table documents add column if not exists pages int;
alter table documents add column if not exists created_at timestamptz not null default clock_timestamp();
alter table documents add column if not exists updated_at timestamptz not null default clock_timestamp();
create unique index if not exists documents_agent_owner_source on documents (agent_owner, source);

create table if not exists document_chunks (
  id uuid primary key default gen_random_uuid(),
  document_id uuid not null references documents (id) on delete cascade,
  chunk_index int not null,
  content text not null,
  embedding vector(1536)
);
-- The headings above the passage, joined by " > "; its page (from 1) and its first character in the extracted text.
alter table document_chunks add column if not exists section text;
alter table document_chunks add column if not exists page int;
alter table document_chunks add column if not exists position int;
alter table document_chunks add column if not exists token_count int;
alter table document_chunks add column if not exists created_at timestamptz not null default clock_timestamp();
-- With the tokens, so that list_documents() adds them up without reading embeddings.
create index if not exists document_chunks_document_id_chunk_index on document_chunks (document_id, chunk_index) include (token_count);
-- The index over embeddings is in 0002, and nowhere else.

-- v2's view, read by operators. The rights are the reader's, so it shows nothing that row-level security hides.
drop view if exists agent_analytics;
create view agent_analytics with (security_invoker = true) as
select
  date(created_at) as date,
  agent,
  count(*) as message_count,
  count(distinct conversation_id) as conversation_count,
  avg(length(content)) as avg_message_length
from messages
where role = 'assistant' and agent is not null
group by date(created_at), agent;
