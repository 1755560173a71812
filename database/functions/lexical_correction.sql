-- The corpus' most frequent word one edit away from p_word (a letter more, less, other, or two swapped), or spelt by its
-- sound (`k` for `qu` or `c`, `f` for `ph`, `o` for `au`, no silent ending), else such a word of lexical_synonym_words();
-- null when there is none. An edit leaves alone either the first two letters and the last two, or all but three letters
-- (two at least) at the beginning or at the end: three indexes give the candidates, and what is said whole is looked up.
-- p_word is a token of lexical_tokens() of 4 letters or more: it holds no character that LIKE reads.
create or replace function lexical_correction(p_word text) returns text
language plpgsql stable
set search_path = public, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $$
declare
  v_length int := length(p_word);
  v_start text := left(p_word, greatest(2, v_length - 3));
  v_end text := reverse(right(p_word, greatest(2, v_length - 3)));
  v_ends text := left(p_word, 2) || right(p_word, 2);
  v_last constant text := U&'\+10FFFF';
  v_like text[];
  v_whole text[];
begin
  select array_agg(pattern) into v_like
  from generate_series(0, v_length) as i
  cross join lateral (
    values
      (left(p_word, i) || '_' || substr(p_word, i + 2)),
      (left(p_word, i) || '_' || substr(p_word, i + 1)),
      (left(p_word, i) || substr(p_word, i + 2)),
      (left(p_word, i) || reverse(substr(p_word, i + 1, 2)) || substr(p_word, i + 3))
  ) as edits (pattern);
  v_whole := array(
    select pattern from unnest(v_like) as pattern where position('_' in pattern) = 0
    union
    select replace(replace(replace(p_word, 'k', k), 'f', f), 'o', o) || silent
    from unnest(array['k', 'qu', 'c']) as k
    cross join unnest(array['f', 'ph']) as f
    cross join unnest(array['o', 'au', 'eau']) as o
    cross join unnest(array['', 'e', 's', 't', 'x', 'es', 'ee', 'ees', 'er']) as silent
    except
    select p_word
  );
  return (
    select near.word
    from (
      select word, chunks from lexical_words
      where word >= v_start and word < v_start || v_last and length(word) between v_length - 1 and v_length + 1
      union all
      select word, chunks from lexical_words
      where reverse(word) collate "C" >= v_end and reverse(word) collate "C" < v_end || v_last
        and length(word) between v_length - 1 and v_length + 1
      union all
      select word, chunks from lexical_words
      where (left(word, 2) || right(word, 2)) collate "C" = v_ends collate "C"
        and length(word) between v_length - 1 and v_length + 1
      union all
      select word, chunks from lexical_words where word = any (v_whole collate "C")
      union all -- words that have a meaning here, though nobody wrote them
      select word, 0 from unnest(lexical_synonym_words()) as word
      where length(word) between v_length - 1 and v_length + 1
        and (left(word, 2) = left(p_word, 2) or right(word, 2) = right(p_word, 2))
    ) as near
    where near.word like any (v_like) or near.word = any (v_whole)
    order by near.chunks desc, near.word
    limit 1
  );
end
$$;
