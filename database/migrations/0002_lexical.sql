-- Lexical search: BM25 as inner products of sparse vectors (functions lexical_*, index_chunks, search_knowledge).
-- A chunk's vectors are a pure function of its text (tf saturation, a fixed length pivot), so they never grow old;
-- what depends on the corpus is only the query's idf, read from `lexical_terms` at each search.

-- How many chunks hold a term. Terms are hashes: nothing of a document can be read here. Term 0 is in every chunk:
-- the size of the corpus, and the lock that puts writers in line (it sorts first).
create table if not exists lexical_terms (
  term int primary key,
  chunks int not null
) with (fillfactor = 80);

-- The corpus' words, to correct a visitor's typing: found by their beginning, by their end, or by both.
create table if not exists lexical_words (
  word text collate "C" primary key,
  chunks int not null
) with (fillfactor = 80);
create index if not exists lexical_words_reversed on lexical_words ((reverse(word) collate "C"));
create index if not exists lexical_words_ends on lexical_words (((left(word, 2) || right(word, 2)) collate "C"));

-- How many chunks of an owner are indexed: what search plans by.
create table if not exists lexical_owners (
  owner text primary key,
  chunks int not null
);

create table if not exists lexical_chunks (
  chunk_id uuid primary key references document_chunks (id) on delete cascade,
  document_id uuid not null,
  -- The document's agent_owner; a trigger keeps it (follow_owner), and results are checked against the document.
  owner text not null,
  words sparsevec not null,
  -- Each term of `words`, turned by its owner (# hashtext(owner)), so that a search reads one owner's lists and no
  -- other's. Two terms that fall together cost a look in vain.
  keys int[] not null,
  grams sparsevec not null,
  vocabulary text[] not null
);
create index if not exists lexical_chunks_document_id on lexical_chunks (document_id);
create index if not exists lexical_chunks_owner on lexical_chunks (owner);
-- Without fastupdate: the list of what is not sorted in yet would be read whole at each search after an ingestion.
create index if not exists lexical_chunks_keys on lexical_chunks using gin (keys) with (fastupdate = off);
-- The first stage of a search reads `words` of thousands of rows and nothing else: they stay in the row, the rest leaves it.
alter table lexical_chunks alter column words set storage plain;
alter table lexical_chunks alter column keys set storage external;
alter table lexical_chunks alter column grams set storage external;
alter table lexical_chunks set (toast_tuple_target = 128);

-- Dense search. A trigger fills both columns (describe_chunk): the document's agent_owner, and a bit for each number
-- of the embedding that is positive. The nearest by those bits are found first, then ordered by the embedding itself.
alter table document_chunks add column if not exists search_owner text;
alter table document_chunks add column if not exists search_bits bit(1536);
-- The embedding stays in the row, which fills its page: outside, each one costs four look-ups to read.
alter table document_chunks alter column embedding set storage plain;
alter table document_chunks set (toast_tuple_target = 8160);
-- Chunks from before: subvector() makes a copy, and so moves the embedding into the row.
update document_chunks c
set search_owner = d.agent_owner, search_bits = binary_quantize(c.embedding)::bit(1536),
  embedding = subvector(c.embedding, 1, 1536)
from documents d
where d.id = c.document_id and c.search_owner is null;
-- The indexes over embeddings, defined here and nowhere else. One owner's bits side by side, to read them all;
-- a graph of everybody's, for owners of more than search_embeddings() reads.
create index if not exists document_chunks_search on document_chunks (search_owner, search_bits, id)
  where search_bits is not null;
create index if not exists document_chunks_search_bits on document_chunks using hnsw (search_bits bit_hamming_ops);
-- search_knowledge() asks which languages an owner's documents have.
create index if not exists documents_agent_owner_language on documents (agent_owner, language);
