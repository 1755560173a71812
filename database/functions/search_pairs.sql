-- The pairs whose questions look most like a message: of each owner the eight likest that count today, likest first:
-- [{pair_id, document_id, owner, filename, title, section, page, url, answer, questions, likeness, dense, priority}].
-- `questions`: the pair's four likest; `likeness`: the cosine of their grams, the best one's; `dense`: the
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
        'answer', c.content, 'questions', found.questions, 'likeness', near.likeness,
        'dense', 1 - (c.embedding <=> p_embedding), 'priority', d.priority
      ) order by near.likeness desc, c.id
    )
    from unnest(p_owners) as asked
    cross join lateral (
      -- From the likest pair on, until eight of them count: those that do not take no place.
      select best.chunk_id, best.document_id, best.likeness
      from (
        select q.chunk_id, q.document_id, max(-(q.grams <#> v_grams)) as likeness
        from pair_questions q
        where q.owner = asked
        group by q.chunk_id, q.document_id
        order by likeness desc, q.chunk_id
      ) as best
      where best.likeness > 0
        and exists (
          select from documents
          where id = best.document_id and agent_owner = asked
            and counts_on(valid_from, valid_until, (now() at time zone 'utc')::date)
        )
      order by best.likeness desc, best.chunk_id
      limit 8
    ) as near
    cross join lateral (
      select jsonb_agg(likest.question order by likest.likeness desc, likest.position) as questions
      from (
        select q.question, q.position, -(q.grams <#> v_grams) as likeness
        from pair_questions q
        where q.chunk_id = near.chunk_id
        order by q.grams <#> v_grams, q.position
        limit 4
      ) as likest
    ) as found
    cross join lateral (select * from document_chunks where id = near.chunk_id limit 1) as c
    cross join lateral (select * from documents where id = near.document_id limit 1) as d
  ), '[]');
end
$$;
