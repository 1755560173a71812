-- Gives a job back: {finished}. p_done says whether it is through; when it is not, it can be claimed again at once.
-- p_result is kept for people to read. Called by finishJob().
create or replace function finish_job(p_name text, p_done bool, p_result jsonb default null) returns jsonb
language plpgsql
set search_path = public, pg_temp
as $$
begin
  update jobs set
    lease_until = null,
    last_finished_at = case when p_done then clock_timestamp() else last_finished_at end,
    result = p_result
  where name = p_name;
  return jsonb_build_object('finished', found);
end
$$;
