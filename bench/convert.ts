// `npm run bench -- convert`: how long others wait while tables of version 1 become ours. DATABASE_URL names a server on
// which this makes, and removes, a database of its own; MESSAGES (1000000) and CHUNKS (2000) say how large.
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { readDatabaseFiles } from '../server/database/database-files.ts'
import { migrate } from '../server/database/migrate.ts'
import { createProbe } from '../server/testing/probe-table.ts'
import { fillVersionOne, versionOneTables } from '../server/testing/version-one-database.ts'

export async function run(): Promise<void> {
  const server = process.env.DATABASE_URL
  if (!server) throw new Error('DATABASE_URL is not set: the server to make a database on')
  const messages = Number(process.env.MESSAGES ?? 1_000_000)
  const chunks = Number(process.env.CHUNKS ?? 2000)
  const name = `bench_${randomUUID().replaceAll('-', '')}`
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  await admin.query(`create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  try {
    await measure(url.href, messages, chunks)
  } finally {
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  }
}

async function measure(url: string, messages: number, chunks: number): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined) // the database is removed under it when something fails
  await client.connect()
  await client.query(versionOneTables)
  await client.query(fillVersionOne({ messages, chunks }))
  await client.query('vacuum analyze')
  const probe = await createProbe(url)
  const steps = new Map<string, number>()
  let last = performance.now()
  const started = last
  try {
    await migrate(
      {
        query: async sql => (await client.query(sql)).rows,
        script: async sql => void (await client.query(sql)),
      },
      await readDatabaseFiles(),
      {
        onProgress({ step }) {
          const now = performance.now()
          steps.set(step, (steps.get(step) ?? 0) + now - last)
          last = now
          probe.mark(step)
        },
      },
    )
  } finally {
    steps.set('migrations', performance.now() - last)
    await probe.stop()
  }
  const { rows } = await client.query('select count(*)::int as count from messages')
  await client.end()
  console.log(
    `\n${messages} messages, ${chunks} chunks: converted in ${((performance.now() - started) / 1000).toFixed(1)} s`,
  )
  console.log(
    `${probe.written()} messages written meanwhile, ${rows[0]?.count - messages} of them there; ${probe.failures().length} failed`,
  )
  console.log('\n| others waited, at longest | ms | during |\n| --- | ---: | --- |')
  for (const { kind, milliseconds, step } of probe.longest()) {
    console.log(`| ${kind} | ${milliseconds.toFixed(0)} | ${step} |`)
  }
  console.log('\n| step | s |\n| --- | ---: |')
  for (const [step, milliseconds] of steps) console.log(`| ${step} | ${(milliseconds / 1000).toFixed(2)} |`)
}
