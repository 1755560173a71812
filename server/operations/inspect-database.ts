import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const names = z.array(z.string())

const InspectDatabaseResult = z
  .object({
    server: z.string(),
    pgvector: z.string().nullable(),
    writable: z.boolean(),
    max_connections: z.number(),
    connections: z.number(),
    milliseconds: z.number(),
    missing_relations: names,
    missing_functions: names,
    missing_indexes: names,
    invalid_indexes: names,
    unsecured_tables: names,
    open_objects: names,
    denied_functions: names,
    owners: z.record(z.string(), z.number()),
    unindexed_chunks: z.number(),
  })
  .transform(({ server, pgvector, writable, connections, milliseconds, owners, ...rest }) => ({
    server,
    pgvector,
    writable,
    connections,
    milliseconds,
    owners,
    maxConnections: rest.max_connections,
    missing: [...rest.missing_relations, ...rest.missing_functions.map(name => `${name}()`)],
    missingIndexes: rest.missing_indexes,
    invalidIndexes: rest.invalid_indexes,
    unsecuredTables: rest.unsecured_tables,
    openObjects: rest.open_objects,
    deniedFunctions: rest.denied_functions,
    unindexedChunks: rest.unindexed_chunks,
  }))

/**
 * A database as an operator's doctor sees it. `milliseconds` is its clock, since 1970; `openObjects` are ours that
 * strangers may read or call; `owners` counts documents, those of nobody under an empty name.
 */
export type DatabaseInspection = z.infer<typeof InspectDatabaseResult>

/** Looks whether all that these names say is there, valid, and closed to strangers. Changes nothing. */
export async function inspectDatabase(
  database: Database,
  expected: { relations: string[]; functions: string[]; indexes: string[] },
): Promise<DatabaseInspection> {
  return InspectDatabaseResult.parse(await database.call('inspect_database', { p_expected: expected }))
}
