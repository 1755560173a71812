-- Stores the ways to ask for the chunks of a document that answer questions word for word. p_chunks as put_document() has
-- them, those with `questions`: a list of texts, at most 100 each. Called by put_document(), in its transaction.
create or replace function put_pairs(p_document uuid, p_chunks jsonb) returns void
language sql
set search_path = public, extensions, pg_temp
as $$
  insert into pair_questions (chunk_id, position, document_id, owner, question, grams)
  select stored.id, asked.place - 1, d.id, d.agent_owner, asked.question, pair_grams(asked.question)
  from jsonb_to_recordset(p_chunks) as c ("index" int, questions jsonb)
  cross join lateral jsonb_array_elements_text(
    case when jsonb_typeof(c.questions) = 'array' then c.questions else '[]' end
  ) with ordinality as asked (question, place)
  join documents d on d.id = p_document
  join document_chunks stored on stored.document_id = d.id and stored.chunk_index = c."index"
  where asked.place <= 100
$$;
