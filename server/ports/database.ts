/** A value that crosses the database port: JSON and nothing else, so that every driver can carry it. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

/**
 * The database as a small set of verbs (database/functions). Each call is one function, one transaction.
 * Three drivers implement it: embedded (PGlite), postgres, supabase.
 */
export interface Database {
  /**
   * Calls a database function with named arguments and returns its `jsonb` result.
   * Vectors are arrays of numbers. Throws AppError `database_unavailable` when it cannot be reached,
   * and a defect (plain Error with the cause) for anything else: outcomes are values, never exceptions.
   */
  call(name: string, args: JsonObject): Promise<unknown>
  close(): Promise<void>
}
