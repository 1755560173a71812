/** Why a database cannot be opened or used. */
export type DatabaseErrorCode =
  | 'driver_missing'
  | 'url_invalid'
  | 'directory_unusable'
  | 'directory_locked'
  | 'migration_edited'
  | 'open_failed'
  | 'supabase_misconfigured'
  | 'supabase_unreachable'
  | 'schema_missing'
  | 'schema_outdated'
  | 'schema_newer'
  | 'backup_unusable'
  | 'not_empty'
  | 'nothing_here'
  | 'copy_differs'

/** A start that must stop: `message` is one line in French for whoever runs the server, fit to be printed as it is. */
export class DatabaseError extends Error {
  readonly code: DatabaseErrorCode

  constructor(code: DatabaseErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'DatabaseError'
    this.code = code
  }
}

/** Makes a DatabaseError; any line breaks of `message` become spaces. */
export function createDatabaseError(
  code: DatabaseErrorCode,
  message: string,
  cause?: unknown,
): DatabaseError {
  return new DatabaseError(code, message.replace(/\s*\n\s*/g, ' '), cause)
}
