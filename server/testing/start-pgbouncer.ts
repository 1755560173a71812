import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asServerUser, createServerFolder, findFreePort, waitForPort } from './start-postgres.ts'

/** A PgBouncer of a test's own. */
export interface TestPgbouncer {
  port: number
  /** The same database through the pooler. */
  urlOf(databaseUrl: string): string
  [Symbol.asyncDispose](): Promise<void>
}

const program = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/opt/homebrew/bin/pgbouncer'].find(existsSync)

/**
 * Starts PgBouncer before a server, as strict as it comes: no startup parameter is ignored. `mode` as in its manual.
 */
export async function startPgbouncer(
  serverUrl: string,
  { mode, poolSize = 20 }: { mode: 'session' | 'transaction'; poolSize?: number },
): Promise<TestPgbouncer> {
  if (program === undefined) throw new Error('PgBouncer is not here: install the package pgbouncer')
  const server = new URL(serverUrl)
  const folder = createServerFolder('chatbot-v2-pgbouncer-')
  const port = await findFreePort()
  const file = join(folder, 'pgbouncer.ini')
  writeFileSync(
    file,
    `[databases]
* = host=${server.hostname} port=${server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
logfile = ${join(folder, 'log')}
auth_type = trust
auth_file = ${join(folder, 'users')}
pool_mode = ${mode}
max_client_conn = 200
default_pool_size = ${poolSize}
server_login_retry = 1
`,
  )
  writeFileSync(join(folder, 'users'), '"chatbot" ""\n"postgres" ""\n')
  const [command, args] = asServerUser(program, ['-q', file])
  const child = spawn(command, args, { stdio: 'ignore' })
  const ended = once(child, 'exit')
  await Promise.race([
    waitForPort(port),
    ended.then(() => {
      const log = join(folder, 'log')
      throw new Error(`PgBouncer ended: ${existsSync(log) ? readFileSync(log, 'utf8') : ''}`)
    }),
  ])
  return {
    port,
    urlOf(databaseUrl) {
      const url = new URL(databaseUrl)
      url.hostname = '127.0.0.1'
      url.port = String(port)
      return url.href
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM') // ends at once; runuser passes it on
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
