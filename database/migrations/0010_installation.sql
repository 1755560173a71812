-- Which installation this is: in every event that the operator's programs are told, for one program may be told by many.
create table if not exists installation (
  only_one boolean primary key default true check (only_one),
  -- Made by chance, once; a copy or a restored backup of this database has the same.
  id text not null default replace(gen_random_uuid()::text, '-', ''),
  -- Since when a server has run, with pauses shorter than two days, and when one last said so (clear_deliveries).
  serving_since timestamptz,
  served_at timestamptz
);
insert into installation default values on conflict do nothing;
