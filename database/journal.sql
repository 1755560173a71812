-- What has been applied here: migrations (immutable, once each), functions and access rules (again when they change).
create table if not exists schema_migrations (
  kind text not null check (kind in ('migration', 'function', 'access')),
  name text not null,
  checksum text not null,
  applied_at timestamptz not null default clock_timestamp(),
  primary key (kind, name)
);
