-- Which model made the embeddings of `document_chunks`, and those of a model that is to follow it.

-- Models that have been active, at most one of them now; none before the first is chosen: then text-embedding-3-small
-- is (active_embedding_model). A name that ends in a number of dimensions (bge-m3/1024) is of vectors of that length,
-- filled up with zeros; without it they have 1536.
create table if not exists embedding_models (
  name text primary key,
  is_active bool not null default false,
  activated_at timestamptz not null default clock_timestamp()
);
create unique index if not exists embedding_models_active on embedding_models (is_active) where is_active;

-- Filled beside the active ones, while searches go on with those (store_embeddings, switch_embedding_model).
create table if not exists next_embeddings (
  chunk_id uuid primary key references document_chunks (id) on delete cascade,
  model text not null,
  embedding vector(1536) not null
);

-- What `npm run embed` has to do, found without reading what is done.
create index if not exists document_chunks_unembedded on document_chunks (id) where search_bits is null;
