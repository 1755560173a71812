-- Who was erased on demand: {erasures: [{user_hash, erased_at}]}, oldest first. Called by listErasures(), so that a
-- backup from before can be restored without them (replay_erasures).
create or replace function list_erasures() returns jsonb
language sql stable
set search_path = public, pg_temp
as $$
  select jsonb_build_object(
    'erasures',
    coalesce(
      (
        select jsonb_agg(jsonb_build_object('user_hash', user_hash, 'erased_at', erased_at) order by erased_at)
        from erasures
      ),
      '[]'
    )
  )
$$;
