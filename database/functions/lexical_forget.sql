-- Keeps the statistics right when chunks leave the index, whoever deletes them: unindex_chunks(), a document's
-- cascade, an operator's own SQL.
create or replace function lexical_forget() returns trigger
language plpgsql
set search_path = public, extensions, pg_temp
-- Look-ups of a few thousand keys, planned once a session; without statistics all the terms would be scanned.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
begin
  perform from lexical_terms where term = 0 for update;
  with gone_terms as (
    select term, count(*) as chunks
    from gone
    cross join lateral (
      select 0 union all select term from lexical_indices(words) union all select term from lexical_indices(grams)
    ) as each (term)
    group by term
  ), emptied as (
    delete from lexical_terms t using gone_terms g where t.term = g.term and t.term <> 0 and t.chunks <= g.chunks
  )
  update lexical_terms t set chunks = t.chunks - g.chunks
  from gone_terms g
  where t.term = g.term and (t.term = 0 or t.chunks > g.chunks);

  with gone_words as (
    select word, count(*) as chunks from gone cross join lateral unnest(vocabulary) as word group by word
  ), emptied as (
    delete from lexical_words w using gone_words g where w.word = g.word collate "C" and w.chunks <= g.chunks
  )
  update lexical_words w set chunks = w.chunks - g.chunks
  from gone_words g
  where w.word = g.word collate "C" and w.chunks > g.chunks;

  update lexical_owners o set chunks = o.chunks - g.chunks
  from (select owner, count(*) as chunks from gone group by owner) as g
  where o.owner = g.owner;
  delete from lexical_owners where chunks <= 0;
  return null;
end
$$;

create or replace trigger lexical_chunks_forget
  after delete on lexical_chunks referencing old table as gone
  for each statement execute function lexical_forget();
