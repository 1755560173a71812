-- The ten most frequent words of the corpus with the beginning or the end of p_word, five letters of it: what a search
-- of very many chunks looks at when a word is in none of them. Fewer than a thousand of each are looked through.
-- In PL/pgSQL, which plans it once a session: an SQL function is planned at each call.
create or replace function lexical_akin(p_word text) returns setof text
language plpgsql stable
set search_path = public, pg_temp
set enable_seqscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  select word
  from (
    (
      select word, chunks from lexical_words
      where word >= left(p_word, 5) and word < left(p_word, 5) || U&'\+10FFFF'
      limit 1000
    )
    union
    (
      select word, chunks from lexical_words
      where reverse(word) collate "C" >= left(reverse(p_word), 5)
        and reverse(word) collate "C" < left(reverse(p_word), 5) || U&'\+10FFFF'
      limit 1000
    )
  ) as near
  order by chunks desc, word
  limit 10;
end
$$;
