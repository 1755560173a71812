-- Events that are told to the operator's own programs: an outbox, written in the transaction of what happened.

-- One row an event and address; whoever leases it sends it. `endpoint` is the beginning of a hash of the address, which
-- may hold a secret and stays in the configuration. What is queued of a conversation goes with it (erase_visitor,
-- apply_retention, replay_erasures, clear_deliveries): by no foreign key, which would lock `conversations` against whoever
-- writes while this is migrated.
create table if not exists webhook_deliveries (
  id text not null,
  endpoint text not null,
  type text not null,
  data jsonb not null,
  conversation_id text,
  created_at timestamptz not null default clock_timestamp(),
  status text not null default 'pending' check (status in ('pending', 'delivered', 'dead')),
  -- Since the event, or since it was asked for again; the number of an attempt is also what its lease is known by.
  attempts int not null default 0,
  next_attempt_at timestamptz not null default clock_timestamp(),
  -- Until when the process that is sending it has it for itself; null when none does.
  lease_until timestamptz,
  -- HTTP status of the last answer; null when there was none. What failed, in a few words.
  last_status int,
  last_error text,
  ended_at timestamptz,
  primary key (id, endpoint)
);
create index if not exists webhook_deliveries_due on webhook_deliveries (endpoint, next_attempt_at) where status = 'pending';
create index if not exists webhook_deliveries_conversation_id on webhook_deliveries (conversation_id);

-- Addresses that said 410 Gone: nothing is sent to them until the operator says so.
create table if not exists webhook_stops (
  endpoint text primary key,
  stopped_at timestamptz not null default clock_timestamp()
);
