import { readFileSync } from 'node:fs'
import { join } from 'node:path'

// No types of Node's name it.
declare const WebAssembly: { Module: new (code: Uint8Array) => object }

const file = join(import.meta.dirname, '../../node_modules/@electric-sql/pglite/dist/pglite.wasm')

/**
 * The embedded Postgres's code, held so that it stays compiled: V8 shares what it has compiled of the same bytes between
 * threads as long as somebody holds it, and each database is a thread of its own. The second one that a test file opens
 * takes half the time of the first.
 */
export const compiledPostgres = new WebAssembly.Module(readFileSync(file))
