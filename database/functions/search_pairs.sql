-- The pairs whose questions look most like a message: of each owner the eight likest questions, as pairs, likest first:
-- [{pair_id, document_id, owner, filename, title, section, page, url, answer, questions, likeness, dense, priority}].
-- `questions`: those of the pair that are among them; `likeness`: the cosine of their grams, the best one's; `dense`: the
-- message's embedding against the pair's. Whether one of them is what was asked is decided in match-pairs.ts. All of an
-- owner's are compared (10,000 of them: 49 ms on Postgres, on two cores with a load of 25). Part of search_knowledge().
create or replace function search_pairs(p_message text, p_owners text[], p_embedding vector default null) returns jsonb
language plpgsql stable
set search_path = public, extensions, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_grams sparsevec;
begin
  if not exists (select from pair_questions where owner = any (p_owners)) then
    return '[]'; -- who has no pairs pays nothing for them
  end if;
  v_grams := pair_grams(p_message);
  return coalesce((
    select jsonb_agg(
      jsonb_build_object(
        'pair_id', c.id, 'document_id', d.id, 'owner', d.agent_owner, 'filename', d.filename,
        'title', coalesce(d.title, d.filename), 'section', c.section, 'page', c.page,
        'url', coalesce(d.url, case when d.source ~* '^https?://' then d.source end),
        'answer', c.content, 'questions', found.questions, 'likeness', found.likeness,
        'dense', 1 - (c.embedding <=> p_embedding), 'priority', d.priority
      ) order by found.likeness desc, c.id
    )
    from (
      select near.chunk_id, max(near.likeness) as likeness,
        jsonb_agg(near.question order by near.likeness desc, near.position) as questions
      from unnest(p_owners) as asked
      cross join lateral (
        select q.chunk_id, q.position, q.question, -(q.grams <#> v_grams) as likeness
        from pair_questions q
        where q.owner = asked
        order by q.grams <#> v_grams, q.chunk_id, q.position
        limit 8
      ) as near
      where near.likeness > 0
      group by near.chunk_id
    ) as found
    cross join lateral (select * from document_chunks where id = found.chunk_id limit 1) as c
    cross join lateral (select * from documents where id = c.document_id limit 1) as d
    where d.agent_owner = any (p_owners)
      and counts_on(d.valid_from, d.valid_until, (now() at time zone 'utc')::date)
  ), '[]');
end
$$;
