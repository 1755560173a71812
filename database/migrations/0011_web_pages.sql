-- What a passage's section is called in its document's address: `prix` of https://exemple.fr/offre#prix.
alter table document_chunks add column if not exists anchor text;
-- What is known of a document as a page of the web: where it was found, how it is asked for again, since when it is gone
-- (server/ingest/web/web-state.ts). Null for files.
alter table documents add column if not exists web jsonb;
