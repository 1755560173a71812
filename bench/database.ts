// What storing a turn costs on a durable Postgres (fsync on) that has 1,000,000 messages: the product's two calls beside the
// statements of the Python v2, and beside separate statements that promise the same. One server, taken in turns.
// MESSAGES, SECONDS (of each slice), SEED and VARIANTS change the run. Needs Debian's postgresql package.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { databaseDirectory } from '../server/database/database-files.ts'
import { startPostgres, type TestPostgres } from '../server/testing/start-postgres.ts'
import { startDelayProxy } from './delay-proxy.ts'
import { endedProcessSeconds, type PgbenchResult, runPgbench } from './pgbench.ts'

const messages = Number(process.env.MESSAGES ?? 1_000_000)
const seconds = Number(process.env.SECONDS ?? 4)
const seed = Number(process.env.SEED ?? 1)
const slices = 2
/** Names of scripts in bench/database: `budget`, `budget-near` and `one-row` count money, in three ways. */
const variants = (process.env.VARIANTS ?? 'product,v2,separate').split(',')

interface Measured extends PgbenchResult {
  cpuMilliseconds: number
  walBytes: number
}

/** Fills a database, runs everything and prints Markdown. */
export async function run(): Promise<void> {
  await using server = await startPostgres({
    settings: ['fsync = on', 'shared_buffers = 512MB', 'max_wal_size = 8GB', 'checkpoint_timeout = 30min'],
  })
  fill(server)
  const empty = await measureEmpty(server)
  console.log(
    `${messages} messages, fsync on, seed ${seed}; ${slices} slices of ${seconds} s each, taken in turns.`,
  )
  console.log(
    `Bytes a message, indexes included: ${sizeOf(server)}. CPU of a connection alone: ${empty} ms.\n`,
  )
  console.log(
    '| round trip | clients | turns stored by | turns/s | ms a turn | CPU ms a turn | WAL bytes a turn |',
  )
  console.log('| --- | --- | --- | --- | --- | --- | --- |')
  await runTable(server, server.port, empty, [1, 8, 32], 'none')
  const proxy = await startDelayProxy(server.port, 1)
  const roundTrip = await measureRoundTrip(server, proxy.port)
  await runTable(server, proxy.port, empty, [1, 8, 32], `${roundTrip.toFixed(1)} ms`)
  proxy.close()
  console.log(`\nHow a turn finds its rows among ${messages} messages:\n\n${explainTurn(server)}`)
}

function fill(server: TestPostgres): void {
  execute(server, '-f', join(databaseDirectory, 'migrations.sql'))
  execute(server, '-f', join(import.meta.dirname, 'database/one-row-functions.sql'))
  execute(server, '-v', `messages=${messages}`, '-f', join(import.meta.dirname, 'database/fill.sql'))
}

function execute(server: TestPostgres, ...args: string[]): string {
  const base = ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', server.urlOf('chatbot')]
  return execFileSync('psql', [...base, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

function sizeOf(server: TestPostgres): string {
  const [total, heap] = execute(
    server,
    '-c',
    `select pg_total_relation_size('messages') / count(*) || ' ' || pg_relation_size('messages') / count(*) from messages`,
  ).split(' ')
  return `${Number(total)} (rows ${Number(heap)})`
}

async function runTable(
  server: TestPostgres,
  port: number,
  emptyCpu: number,
  clientCounts: number[],
  roundTrip: string,
): Promise<void> {
  for (const clients of clientCounts) {
    const measured = new Map<string, Measured[]>(variants.map(variant => [variant, []]))
    for (let slice = 0; slice < slices; slice++) {
      for (const variant of variants) {
        measured.get(variant)?.push(await measure(server, port, variant, clients, emptyCpu))
      }
    }
    for (const [variant, results] of measured) {
      const mean = (read: (one: Measured) => number) =>
        results.reduce((sum, one) => sum + read(one), 0) / results.length
      const cells = [
        mean(one => one.turnsPerSecond).toFixed(0),
        mean(one => one.latency).toFixed(2),
        mean(one => one.cpuMilliseconds).toFixed(2),
        mean(one => one.walBytes).toFixed(0),
      ]
      console.log(`| ${roundTrip} | ${clients} | ${variant} | ${cells.join(' | ')} |`)
    }
  }
}

async function measure(
  server: TestPostgres,
  port: number,
  variant: string,
  clients: number,
  emptyCpu: number,
): Promise<Measured> {
  const url = new URL(server.urlOf('chatbot'))
  url.port = String(port)
  const script = join(import.meta.dirname, `database/${variant}.sql`)
  const [postmaster = 0] = server.processes()
  execute(server, '-c', 'checkpoint') // each slice pays for its own full pages
  const wal = execute(server, '-c', 'select pg_current_wal_insert_lsn()').trim()
  const cpu = endedProcessSeconds(postmaster)
  const result = await runPgbench({
    url: url.href,
    script,
    clients,
    seconds,
    seed: seed + Math.floor(cpu * 100),
  })
  await delay(300) // the last connections end
  const cpuMilliseconds = (endedProcessSeconds(postmaster) - cpu) * 1000 - emptyCpu * clients
  const walBytes = Number(execute(server, '-c', `select pg_current_wal_insert_lsn() - '${wal}'`))
  return { ...result, cpuMilliseconds: cpuMilliseconds / result.turns, walBytes: walBytes / result.turns }
}

/** CPU milliseconds of a connection that asks nothing: what psql's own calls add. */
async function measureEmpty(server: TestPostgres): Promise<number> {
  const [postmaster = 0] = server.processes()
  const before = endedProcessSeconds(postmaster)
  const connections = 50
  for (let index = 0; index < connections; index++) execute(server, '-c', 'select 1')
  await delay(300)
  return Math.round(((endedProcessSeconds(postmaster) - before) * 1000) / connections)
}

async function measureRoundTrip(server: TestPostgres, port: number): Promise<number> {
  const script = join(server.folder, 'round-trip.sql')
  writeFileSync(script, 'select 1;\n')
  const url = new URL(server.urlOf('chatbot'))
  const direct = await runPgbench({ url: url.href, script, clients: 1, seconds: 2, seed })
  url.port = String(port)
  const delayed = await runPgbench({ url: url.href, script, clients: 1, seconds: 2, seed })
  return delayed.latency - direct.latency
}

/** How each statement inside begin_turn and finish_turn finds its rows, once planned for good, as auto_explain tells it. */
function explainTurn(server: TestPostgres): string {
  const turn = (index: number) => `
    select begin_turn(p_conversation_id => 'conversation-7', p_user_id => 'user-7', p_message_id => 'plan-${index}', p_content => 'q', p_max_messages => 100);
    select finish_turn(p_conversation_id => 'conversation-7', p_message_id => 'plan-${index}', p_answer => 'a', p_agent => 'audrey', p_confidence => 1, p_reasoning => '');`
  const warm = Array.from({ length: 7 }, (_, index) => turn(index)).join('\n')
  const script = `load 'auto_explain'; ${warm}
    set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on;
    set client_min_messages = log; ${turn(99)}`
  const text = execFileSync(
    'sh',
    ['-c', 'exec psql -X -q -A -t -d "$1" -f - 2>&1', 'sh', server.urlOf('chatbot')],
    {
      input: script,
      encoding: 'utf8',
    },
  )
  const scans = text.split('\n').flatMap(line => /((?:\w+ )*Scan .*) {2}\(cost/.exec(line)?.[1] ?? [])
  return [...new Set(scans)].map(scan => `- ${scan}`).join('\n')
}
