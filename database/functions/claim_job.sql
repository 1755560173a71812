-- Takes a job for one process: {claimed}. True when it is not put off (not_before), has not been finished for
-- p_every_seconds and nobody has it; then nobody else gets it for p_lease_seconds, or until finish_job(). A process that was killed holds it no longer
-- than that. Called by claimJob().
create or replace function claim_job(p_name text, p_every_seconds int, p_lease_seconds int) returns jsonb
language plpgsql
set search_path = public, pg_temp
as $$
declare
  v_job jobs;
  v_now timestamptz;
begin
  insert into jobs (name) values (p_name) on conflict (name) do nothing;
  select * into v_job from jobs where name = p_name for update;
  v_now := clock_timestamp();
  -- The second bounds end what a clock since stepped back would keep for long.
  if v_job.not_before > v_now
    or v_job.lease_until > v_now and v_job.lease_until <= v_now + make_interval(secs => p_lease_seconds)
    or v_job.last_finished_at > v_now - make_interval(secs => p_every_seconds) and v_job.last_finished_at <= v_now
  then
    return jsonb_build_object('claimed', false);
  end if;
  update jobs set last_started_at = v_now, lease_until = v_now + make_interval(secs => p_lease_seconds)
  where name = p_name;
  return jsonb_build_object('claimed', true);
end
$$;
