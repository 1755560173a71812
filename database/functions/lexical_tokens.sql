-- The words of a text in order: accents folded, lower case, at most 40 characters each. Letters are what is no known
-- separator, so that the answer is the same under every locale. Chinese and Japanese characters are a word each.
-- In PL/pgSQL, which plans it once a session: an SQL function is planned at each call.
create or replace function lexical_tokens(p_text text) returns text[]
language plpgsql immutable parallel safe
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
begin
  return (
    select coalesce(array_agg(left(token, 40) order by position), '{}')
    from regexp_split_to_table(
      regexp_replace(
        replace(replace(replace(
          lower(regexp_replace(normalize(p_text, NFKD), '[\u0300-\u036f]+', '', 'g')),
          'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss'),
        '([\u3040-\u30ff\u3400-\u9fff])', ' \1 ', 'g'),
      '[\u0001-\u002f\u003a-\u0060\u007b-\u00bf\u00d7\u00f7\u02b0-\u02ff\u2000-\u2bff\u3000-\u303f\ufe00-\ufe6f\ufff0-\uffff\U0001f000-\U0001faff\U000e0000-\U000e007f]+'
    ) with ordinality as split (token, position)
    where token <> ''
  );
end
$$;
