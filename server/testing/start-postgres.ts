import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** A Postgres of a test's own, in a temporary folder, that can be stopped, killed and frozen. */
export interface TestPostgres {
  port: number
  /** Of its superuser, in the database `postgres`. */
  url: string
  /** Its folder: the server may read certificates and the like from there. */
  folder: string
  /** Address of a database; another user than the superuser when given. */
  urlOf(database: string, user?: string): string
  /** Runs SQL as the superuser, in the database `postgres` unless another is named; gives psql's unaligned lines. */
  sql(text: string, database?: string): string
  start(): Promise<void>
  /** `fast` ends connections with a word; `immediate` as after a loss of power. */
  stop(mode?: 'fast' | 'immediate' | 'smart'): void
  /** SIGKILL to every process of the server. */
  kill(): Promise<void>
  /** SIGSTOP to every process: it accepts connections, and nothing else. */
  freeze(): void
  resume(): void
  /** Every process of the server, the postmaster first. */
  processes(): number[]
  [Symbol.asyncDispose](): Promise<void>
}

const asRoot = process.getuid?.() === 0

/** The folder of a server's programs: version 15 when it is there, else the newest, as scripts/postgres-server.sh has it. */
export function findPostgres(): string {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : []
  const found = ['15', ...versions]
    .map(version => join(root, version, 'bin'))
    .find(bin => existsSync(join(bin, 'initdb')))
  if (found === undefined) throw new Error('no PostgreSQL here: see scripts/postgres-server.sh')
  return found
}

/** What starts a program as the user that may run a server: root may not. */
export function asServerUser(program: string, args: string[]): [string, string[]] {
  return asRoot ? ['runuser', ['-u', 'postgres', '--', program, ...args]] : [program, args]
}

/** A folder that the server's user may write to. */
export function createServerFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix))
  chmodSync(folder, 0o755)
  if (asRoot) chownSync(folder, Number(execFileSync('id', ['-u', 'postgres'])), -1)
  return folder
}

/** A port that nobody listens on now. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** Waits until somebody listens on a port of this machine. Throws after a minute. */
export async function waitForPort(port: number): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    const socket = connect({ host: '127.0.0.1', port })
    const listens = await new Promise<boolean>(resolve => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    socket.destroy()
    if (listens) return
    await delay(50)
  }
  throw new Error(`nobody listens on port ${port}`)
}

/** Processes whose ancestor is `parent`. */
function descendants(parent: number): number[] {
  const children = spawnSync('ps', ['-o', 'pid=', '--ppid', String(parent)], { encoding: 'utf8' })
    .stdout.split('\n')
    .map(Number)
    .filter(pid => pid > 0)
  return children.flatMap(pid => [pid, ...descendants(pid)])
}

function signalAll(pids: number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

/**
 * Makes and starts a server with a superuser `postgres` and an ordinary role `chatbot` who owns a database `chatbot`
 * and may make others; every new database has pgvector. `settings` are lines of postgresql.conf, `rules` of pg_hba.conf
 * in place of trust for everybody on this machine. Without `fsync`, as everything that is thrown away.
 */
export async function startPostgres(
  options: { settings?: string[]; rules?: string[]; maxConnections?: number } = {},
): Promise<TestPostgres> {
  const bin = findPostgres()
  const folder = createServerFolder('chatbot-v2-server-')
  const data = join(folder, 'data')
  const port = await findFreePort()
  const run = (program: string, ...args: string[]) => {
    const [command, all] = asServerUser(join(bin, program), args)
    return execFileSync(command, all, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], cwd: folder })
  }
  run('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync')
  appendFileSync(
    join(data, 'postgresql.conf'),
    [
      `listen_addresses = '127.0.0.1'`,
      `port = ${port}`,
      `unix_socket_directories = '${folder}'`,
      `fsync = off`,
      `max_connections = ${options.maxConnections ?? 100}`,
      ...(options.settings ?? []),
      '',
    ].join('\n'),
  )

  const postmaster = () => Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0])
  const processes = () => [postmaster(), ...descendants(postmaster())]
  const isRunning = () => existsSync(join(data, 'postmaster.pid'))
  const urlOf = (database: string, user = 'postgres') => `postgres://${user}@127.0.0.1:${port}/${database}`

  async function start(): Promise<void> {
    run('pg_ctl', '-D', data, '-W', '-l', join(folder, 'log'), 'start')
    for (let tries = 0; tries < 1200; tries++) {
      const [command, args] = asServerUser(join(bin, 'pg_isready'), ['-q', '-h', folder, '-p', String(port)])
      if (spawnSync(command, args).status === 0) return
      await delay(25)
    }
    throw new Error(`the server did not start: ${readFileSync(join(folder, 'log'), 'utf8')}`)
  }
  function sql(text: string, database = 'postgres'): string {
    return run(
      'psql',
      '-X',
      '-q',
      '-A',
      '-t',
      '-v',
      'ON_ERROR_STOP=1',
      '-h',
      folder,
      '-p',
      String(port),
      '-U',
      'postgres',
      '-d',
      database,
      '-c',
      text,
    )
  }
  function stop(mode: 'fast' | 'immediate' | 'smart' = 'fast'): void {
    if (isRunning()) run('pg_ctl', '-D', data, '-w', '-m', mode, 'stop')
  }
  async function kill(): Promise<void> {
    const pids = processes()
    signalAll(pids, 'SIGKILL')
    while (pids.some(pid => existsSync(`/proc/${pid}`) && !isZombie(pid))) await delay(10)
    // Each names a process that is gone but may not be buried yet, and would be taken for alive.
    const locks = [
      join(data, 'postmaster.pid'),
      ...['', '.lock'].map(end => join(folder, `.s.PGSQL.${port}${end}`)),
    ]
    for (const lock of locks) rmSync(lock, { force: true })
  }
  const resume = () => {
    if (isRunning()) signalAll(processes(), 'SIGCONT')
  }

  await start()
  sql('create extension vector', 'template1')
  sql('create role chatbot login createdb')
  sql('create database chatbot owner chatbot')
  if (options.rules !== undefined) {
    // The superuser's way in stays open: the socket in the folder, which nobody else has.
    const rules = ['local all postgres trust', ...options.rules, '']
    spawnSync('tee', [join(data, 'pg_hba.conf')], { input: rules.join('\n') })
    sql('select pg_reload_conf()')
  }
  return {
    port,
    url: urlOf('postgres'),
    folder,
    urlOf,
    sql,
    start,
    stop,
    kill,
    freeze: () => signalAll(processes(), 'SIGSTOP'),
    resume,
    processes,
    async [Symbol.asyncDispose]() {
      resume()
      stop('immediate')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function isZombie(pid: number): boolean {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return true
  }
}
