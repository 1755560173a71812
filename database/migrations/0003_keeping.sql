-- What a server does at times, once across processes, and what must stay erased.

-- One row a task that servers share (functions claim_job, finish_job); instants are the database's.
create table if not exists jobs (
  name text primary key,
  last_started_at timestamptz,
  last_finished_at timestamptz,
  -- Until when the process that took it has it for itself; null when none does.
  lease_until timestamptz,
  -- Nobody gets it before; null when it is to be done as soon as it is due.
  not_before timestamptz,
  -- What the last run did, in numbers.
  result jsonb
);

-- Visitors whose data were erased on demand, so that a backup from before, restored, is erased again
-- (replay_erasures). The hash is of the visitor's id: the id itself is gone.
create table if not exists erasures (
  user_hash text primary key check (user_hash ~ '^[0-9a-f]{64}$'),
  erased_at timestamptz not null
);

-- Rows come nearly in the order of time, so this finds old ones at next to no cost to a turn, which a tree would have.
create index if not exists messages_created_at on messages using brin (created_at) with (pages_per_range = 32);
