-- Erases again the visitors who were erased before, which a restored backup may have brought back: {erasures,
-- conversations, users}, what is known and what was removed. p_erasures: [{user_hash, erased_at}], known elsewhere, are
-- added first. What a visitor wrote after their erasure stays. Called by restoring, and by the daily retention.
create or replace function replay_erasures(p_erasures jsonb default '[]') returns jsonb
language plpgsql
set search_path = public, pg_temp
-- PostgREST grants this to the call instead of the 8 s of its role; Supabase's gateway waits 60 s. Elsewhere: no effect.
set statement_timeout = '55s'
as $$
declare
  v_conversations int;
  v_users int;
begin
  insert into erasures as known (user_hash, erased_at)
  select user_hash, max(erased_at)
  from jsonb_to_recordset(p_erasures) as given (user_hash text, erased_at timestamptz)
  group by user_hash
  on conflict (user_hash) do update set erased_at = greatest(known.erased_at, excluded.erased_at);

  with gone as materialized (
    select u.id, e.erased_at
    from users u
    join erasures e on e.user_hash = encode(sha256(convert_to(u.id, 'UTF8')), 'hex')
  ), conversations_gone as (
    delete from conversations c using gone where c.user_id = gone.id and c.created_at <= gone.erased_at
    returning c.id
  ), deliveries_gone as (
    delete from webhook_deliveries where conversation_id in (select id from conversations_gone)
  )
  select count(*) into v_conversations from conversations_gone;

  delete from visitor_spending s
  using erasures e
  where e.user_hash = encode(sha256(convert_to(s.user_id, 'UTF8')), 'hex')
    and s.day <= (e.erased_at at time zone 'UTC')::date;

  delete from users u
  using erasures e
  where e.user_hash = encode(sha256(convert_to(u.id, 'UTF8')), 'hex')
    and u.created_at <= e.erased_at
    and not exists (select from conversations c where c.user_id = u.id);
  get diagnostics v_users = row_count;
  return jsonb_build_object(
    'erasures', (select count(*) from erasures),
    'conversations', v_conversations,
    'users', v_users
  );
end
$$;
