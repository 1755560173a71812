-- What was read of a document and what was not, as the reader found it: document-report.ts. Null before this version.
alter table documents add column if not exists report jsonb;
