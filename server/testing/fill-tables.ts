import type { TransferSession } from '../database/backup/transfer-session.ts'

/**
 * SQL that fills a migrated database with what is hard to carry exactly: floats of every kind, instants to the
 * microsecond, numbers with trailing zeros, JSON null beside SQL null, quotes, backslashes, line ends of all kinds,
 * characters outside the first plane, empty and absent arrays, a generated vector a chunk. `chunks` is how many chunks.
 */
export function toFillStatement(chunks: number): string {
  return `
    insert into users (id, name, created_at) values
      ('u1', E'Zoé "la \\\\ belle"\\n\\tO''Neil', '2026-01-31 23:59:59.123456+00'),
      ('u2', null, '1999-12-31 00:00:00.000001+02'), ('', '', 'infinity');
    insert into conversations (id, user_id, status, created_at) values
      ('c1', 'u1', 'active', '2026-02-01'), ('c2', 'u2', 'escalated', '2000-01-01');
    insert into messages (conversation_id, turn_id, role, content, cost, confidence, steps, sources, created_at) values
      ('c1', 't1', 'user', E'👩🏽‍💻 \\u2028 \\r\\n {"a": [1]} \\\\N \\\\u0041', 0.000100, '1e-300', 'null', '[]', now()),
      ('c1', 't1', 'assistant', '["end",{}]', 12.50, 'NaN', '{"b": 1.10, "a": [null, "é"]}', '[{"x": 1e400}]', now()),
      ('c2', 't2', 'user', '', null, '-0', null, '[]', now());
    insert into documents (id, source, tags, title) values
      ('00000000-0000-4000-8000-000000000001', 'a.md', '{}', 'A'),
      ('00000000-0000-4000-8000-000000000002', 'b.md', array['un, deux', '"trois"', null, 'NULL', ''], null);
    insert into document_chunks (document_id, chunk_index, content, embedding)
    select '00000000-0000-4000-8000-000000000001', n, 'Passage ' || n || repeat(' du texte sur les emails', 20), embedding
    from generate_series(1, ${chunks}) as n
    left join lateral (
      select array_agg(((random() - 0.5) * 10 ^ (i % 5 - 3))::real)::vector as embedding
      from generate_series(n, n + 1535) as i
    ) as made on n % 7 > 0;
    insert into embedding_models (name, is_active) values ('text-embedding-3-small', false), ('bge-m3/1024', true);
    insert into next_embeddings (chunk_id, model, embedding)
    select id, 'next', embedding from document_chunks where embedding is not null and chunk_index % 2 = 0;
    select index_chunks('00000000-0000-4000-8000-000000000001');`
}

/** Fills it. */
export async function fillTables(session: Pick<TransferSession, 'script'>, chunks = 20): Promise<void> {
  await session.script(toFillStatement(chunks))
}
