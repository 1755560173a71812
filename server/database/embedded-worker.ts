import { constants, cpSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import type { EmbeddedReply, EmbeddedRequest, EmbeddedWorkerData } from './embedded-messages.ts'

// Runs in its own thread, so that a long search does not keep the server from streaming (see embedded-thread.ts).

/** Type numbers of json and jsonb: left as text, which crosses threads cheaper than objects do. */
const jsonTypes = { 114: (text: string) => text, 3802: (text: string) => text }

const port = parentPort
if (!port) throw new Error('embedded-worker.ts runs in a worker thread only')
const { dataDir, snapshot } = workerData as EmbeddedWorkerData

/** Postgres keeps this much of the tables in memory; its own default takes twice that from the machine at once. */
const memoryParameters = ['-c', 'shared_buffers=64MB']

async function open(): Promise<PGlite> {
  return PGlite.create({
    extensions: { vector },
    startParams: [...PGlite.defaultStartParams, ...memoryParameters],
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(snapshot === undefined ? {} : { loadDataDir: new Blob([snapshot]) }),
  })
}

/** There is one connection: a script that fails inside its own transaction must not leave it open for the next call. */
async function runScript(database: PGlite, sql: string): Promise<void> {
  try {
    await database.exec(sql)
  } catch (error) {
    await database.exec('rollback')
    throw error
  }
}

/**
 * Copies the files while nothing else runs: this thread does one thing at a time, and Postgres in it has no other
 * process that writes. The checkpoint puts all of it into the files; the copy shares blocks where the disk can.
 */
async function copyFiles(database: PGlite, target: string): Promise<void> {
  if (dataDir === undefined) throw new Error('a database in memory has no files')
  await database.exec('checkpoint')
  cpSync(dataDir, target, {
    recursive: true,
    errorOnExist: true,
    force: false,
    mode: constants.COPYFILE_FICLONE,
  })
}

async function run(database: PGlite, request: EmbeddedRequest): Promise<unknown> {
  switch (request.kind) {
    case 'query':
      return (await database.query(request.sql, request.values, { parsers: jsonTypes })).rows
    case 'script':
      return runScript(database, request.sql)
    case 'dump':
      return new Uint8Array(await (await database.dumpDataDir('none')).arrayBuffer())
    case 'copy':
      return copyFiles(database, request.target)
    case 'close':
      return database.close()
  }
}

function toFailure(error: unknown): { message: string; code?: string; severity?: string; detail?: string } {
  const failure = error as { message?: unknown; code?: unknown; severity?: unknown; detail?: unknown }
  return {
    message: String(failure?.message ?? error),
    ...(typeof failure?.code === 'string' ? { code: failure.code } : {}),
    ...(typeof failure?.severity === 'string' ? { severity: failure.severity } : {}),
    ...(typeof failure?.detail === 'string' ? { detail: failure.detail } : {}),
  }
}

const opening = open()

async function answer(request: EmbeddedRequest): Promise<EmbeddedReply> {
  try {
    return { id: request.id, result: await run(await opening, request) }
  } catch (error) {
    return { id: request.id, failure: toFailure(error) }
  }
}

port.on('message', async (request: EmbeddedRequest) => {
  port.postMessage(await answer(request))
  if (request.kind === 'close') port.close()
})
