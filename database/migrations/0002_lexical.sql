-- Lexical search: BM25 as inner products of sparse vectors (functions lexical_*, index_chunks, search_knowledge).
-- A chunk's vectors are a pure function of its text (tf saturation, a fixed length pivot), so they never grow old;
-- what depends on the corpus is only the query's idf, read from `lexical_terms` at each search.

-- How many chunks hold a term. Terms are hashes: nothing of a document can be read here. Term 0 is in every chunk:
-- the size of the corpus, and the lock that puts writers in line (it sorts first).
create table if not exists lexical_terms (
  term int primary key,
  chunks int not null
) with (fillfactor = 80);

-- The corpus' words, to correct a visitor's typing: found by their beginning or by their end.
create table if not exists lexical_words (
  word text collate "C" primary key,
  chunks int not null
) with (fillfactor = 80);
create index if not exists lexical_words_reversed on lexical_words ((reverse(word) collate "C"));

create table if not exists lexical_chunks (
  chunk_id uuid primary key references document_chunks (id) on delete cascade,
  document_id uuid not null,
  words sparsevec not null,
  grams sparsevec not null,
  vocabulary text[] not null
);
create index if not exists lexical_chunks_document_id on lexical_chunks (document_id);
-- The first stage of a search reads `words` of every row and nothing else: they stay in the row, the rest leaves it.
alter table lexical_chunks alter column words set storage plain;
alter table lexical_chunks alter column grams set storage external;
alter table lexical_chunks set (toast_tuple_target = 128);
