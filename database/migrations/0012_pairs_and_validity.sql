-- Curated question–answer pairs, the days on which a document counts, and what an operator set on it by hand.

-- A pair is a chunk whose content is the answer, word for word; here are the ways to ask for it, the first at position 0.
-- It lives and dies with its document, which says whose it is and when it counts. `grams` is what it is found by
-- (pair_grams), a unit vector; `owner` is the document's agent_owner, which a trigger keeps (follow_owner).
create table if not exists pair_questions (
  chunk_id uuid not null references document_chunks (id) on delete cascade,
  position int not null,
  document_id uuid not null,
  owner text not null,
  question text not null,
  grams sparsevec not null,
  primary key (chunk_id, position)
);
create index if not exists pair_questions_owner on pair_questions (owner);
create index if not exists pair_questions_document_id on pair_questions (document_id);

-- The first and the last day (UTC) on which a document answers; null is no limit.
alter table documents add column if not exists valid_from date;
alter table documents add column if not exists valid_until date;
-- search_knowledge() asks which documents do not count today.
create index if not exists documents_valid on documents (agent_owner) where valid_from is not null or valid_until is not null;
-- What `npm run documents -- set` said of it: tags, category, priority, valid_from, valid_until. Stands over what its
-- file says, however often that is read again.
alter table documents add column if not exists set_by_hand jsonb not null default '{}';
