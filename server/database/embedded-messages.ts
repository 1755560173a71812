// What crosses between a process and the thread of its embedded database.

/** A value of a statement's parameters. */
export type EmbeddedValue = string | number | boolean | null

export type EmbeddedRequest = { id: number } & (
  | { kind: 'query'; sql: string; values: EmbeddedValue[] }
  | { kind: 'script'; sql: string }
  | { kind: 'dump' }
  | { kind: 'copy'; target: string }
  | { kind: 'close' }
)
/** `severity`: what Postgres calls the failure, such as ERROR or PANIC; it, `code` and `detail` only where it is Postgres's. */
export type EmbeddedReply =
  | { id: number; result: unknown }
  | { id: number; failure: { message: string; code?: string; severity?: string; detail?: string } }

/** Files in `dataDir`, else in memory; `snapshot` fills an empty one. */
export interface EmbeddedWorkerData {
  dataDir?: string
  snapshot?: Uint8Array<ArrayBuffer>
}
