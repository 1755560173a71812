-- What the models cost, in US dollars, which is what providers bill: with each answer, in the month, for a visitor's day.

-- What is kept aside for a turn while it runs, the day it counts for, and what it was charged with when its lease was over
-- (lapse_spending): on the question. The index holds turns that run, and finds those whose process died.
alter table messages add column if not exists reserved numeric;
alter table messages add column if not exists reserved_on date;
alter table messages add column if not exists lapsed numeric;
create index if not exists messages_reserved on messages (reserved_on) where reserved is not null;
-- The part of an answer's prompt_tokens that came from a provider's cache.
alter table messages add column if not exists cached_tokens int;

-- A month's money in parts that are added up, one a connection more or less, so that turns that end together do not
-- wait for one row. `reserved` is of turns that run, or whose process died a moment ago.
-- Nothing here is of a visitor: who is erased has still cost what they did.
create table if not exists spending (
  month date not null,
  part smallint not null,
  spent numeric not null default 0,
  reserved numeric not null default 0,
  primary key (month, part)
) with (fillfactor = 20);

-- A visitor's last day, when there is a cap for it. `warned`: the percentage that was told already.
create table if not exists visitor_spending (
  user_id text primary key,
  day date not null,
  spent numeric not null default 0,
  reserved numeric not null default 0,
  warned smallint not null default 0
) with (fillfactor = 50);

-- What was told of a month's budget, so that it is told once, whatever the number of servers. `told_to` is the request
-- that has to tell it, which may ask again when the answer was lost.
create table if not exists budget_warnings (
  month date not null,
  percent int not null,
  budget numeric not null,
  told_to text,
  warned_at timestamptz not null default clock_timestamp(),
  primary key (month, percent, budget)
);

-- What answers cost that are no longer there (function keep_costs): sums that no visitor can be found in.
create table if not exists past_costs (
  day date not null,
  agent text not null,
  step text not null,
  model text not null,
  turns int not null,
  calls int not null,
  unpriced int not null,
  prompt_tokens bigint not null,
  cached_tokens bigint not null,
  completion_tokens bigint not null,
  cost numeric not null,
  primary key (day, agent, step, model)
);
