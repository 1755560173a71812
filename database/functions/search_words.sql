-- The p_limit chunks of an owner that say most of a query's words (BM25, an inner product), best first. Part of
-- search_knowledge(). p_terms: the query's, rarest first, and in how many chunks each is; p_akin: more stems to look
-- for, worth nothing here.
-- Up to 1,000 chunks are all weighed: the answer is exact. Of more, only those that may score high (about 1 µs each): the
-- ones with one of the query's rarest terms, as many terms as a budget of chunks allows (20 times the root of the owner's,
-- 4,000 at most); then, of the common ones, with two of them, as many pairs as the budget allows, or with all
-- of the rarest four. What is left out says frequent words only: docs/search-at-scale.md has what that costs.
-- With each, its document and its grams, still where they are stored: what they cost to read is for who reads them.
-- Chunks of the documents p_idle are passed over before any limit (`not in`, which is a look-up in a hash).
drop function if exists search_words(text, sparsevec, int[], int[], int[], int);
drop function if exists search_words(text, sparsevec, int[], int[], int[], int, uuid[]); -- its columns may have been others
create function search_words(
  p_owner text, p_words sparsevec, p_terms int[], p_counts int[], p_akin int[], p_limit int, p_idle uuid[] default '{}'
) returns table (chunk_id uuid, document_id uuid, grams sparsevec, score float8)
language plpgsql stable
set search_path = public, extensions, pg_temp
-- Both queries have one plan that is right, whatever the statistics: the owner's index, and that of the keys.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $$
declare
  v_chunks float8 := coalesce((select chunks from lexical_owners where owner = p_owner), 0);
  v_all float8;
  v_budget float8;
  v_keys int[]; -- a chunk with one of these is weighed, and so is
  v_first int[]; -- one with all of these, or of the second, or of the third
  v_second int[];
  v_third int[];
begin
  if v_chunks <= 1000 then
    return query
    select l.chunk_id, l.document_id, l.grams, -(l.words <#> p_words) as weight
    from lexical_chunks l
    where l.owner = p_owner and l.document_id not in (select unnest(p_idle))
    order by weight desc, l.chunk_id
    limit p_limit;
    return;
  end if;

  v_all := (select sum(chunks) from lexical_owners);
  v_budget := least(4000, 20 * sqrt(v_chunks));
  with said as (
    -- The owner's share is as large of a term as of everything: all that is known.
    select term # hashtext(p_owner) as key, place, count * v_chunks / v_all as expected,
      sum(count) over (order by place) * v_chunks / v_all as sum
    from unnest(p_terms, p_counts) with ordinality as each (term, count, place)
  ), common as (
    select key, expected, row_number() over (order by place) as place from said where sum > v_budget limit 4
  ), pairs as (
    select array[a.key, b.key] as keys, row_number() over (order by a.expected * b.expected, a.place) as place,
      sum(a.expected * b.expected / v_chunks) over (order by a.expected * b.expected, a.place) as sum
    from common a join common b on a.place < b.place
  ), chosen as (
    select keys, place from pairs where sum <= v_budget and place <= 3
  )
  select
    (select array_agg(key) from said where sum <= v_budget) || array(select term # hashtext(p_owner) from unnest(p_akin) as term),
    coalesce(
      (select keys from chosen where place = 1),
      -- One alone is not worth reading all who say it, where enough chunks say something rarer.
      (select array_agg(key) from common having count(*) > 1 or (select coalesce(max(sum), 0) from said where sum <= v_budget) < p_limit)
    ),
    (select keys from chosen where place = 2),
    (select keys from chosen where place = 3)
  into v_keys, v_first, v_second, v_third;

  return query
  select near.chunk_id, near.document_id, near.grams, near.weight
  from (
    select l.chunk_id, l.document_id, l.grams, -(l.words <#> p_words) as weight
    from lexical_chunks l
    where (l.owner = p_owner) is true -- so written, it is no condition for an index
      and (l.keys && v_keys or l.keys @> v_first or l.keys @> v_second or l.keys @> v_third)
      and l.document_id not in (select unnest(p_idle))
    limit 5 * v_budget -- reached where all that is said is one word that everybody says
  ) as near
  order by near.weight desc, near.chunk_id
  limit p_limit;
end
$$;
