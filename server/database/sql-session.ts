/** What migrating needs of a driver: a query whose rows are read, and a script of many statements. */
export interface SqlSession {
  query(sql: string): Promise<Record<string, unknown>[]>
  script(sql: string): Promise<void>
}
