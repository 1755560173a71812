-- Which installation this is: {id}. Called by readInstallation().
create or replace function read_installation() returns jsonb
language sql stable
set search_path = public, pg_temp
as $$
  select jsonb_build_object('id', id) from installation
$$;
