-- Whether a document that counts from p_from to p_until, both days included, counts on p_day; null is no limit.
create or replace function counts_on(p_from date, p_until date, p_day date) returns bool
language sql immutable parallel safe
return coalesce(p_from <= p_day, true) and coalesce(p_until >= p_day, true);
