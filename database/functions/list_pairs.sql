-- The question–answer pairs there are, by owner, file and place in it; of one owner when p_owner is given. Called by
-- listPairs(). [{id, owner, document_id, source, filename, title, questions, answer, valid_from, valid_until, counts}]; counts:
-- whether it answers today.
create or replace function list_pairs(p_owner text default null) returns jsonb
language sql stable
set search_path = public, pg_temp
as $$
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'id', c.id,
        'owner', d.agent_owner,
        'document_id', d.id,
        'source', d.source,
        'filename', d.filename,
        'title', d.title,
        'questions', asked.questions,
        'answer', c.content,
        'valid_from', d.valid_from,
        'valid_until', d.valid_until,
        'counts', counts_on(d.valid_from, d.valid_until, (now() at time zone 'utc')::date)
      )
      order by d.agent_owner, d.source, d.id, c.chunk_index
    ),
    '[]'
  )
  from (
    select chunk_id, jsonb_agg(question order by position) as questions from pair_questions group by chunk_id
  ) as asked
  join document_chunks c on c.id = asked.chunk_id
  join documents d on d.id = c.document_id
  where p_owner is null or d.agent_owner = p_owner
$$;
