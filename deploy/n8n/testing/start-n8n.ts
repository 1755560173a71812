import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const workflows = join(import.meta.dirname, '..')
/** The address that the workflows have for ours, in the same compose file. */
const composeAddress = 'http://chatbot-v2:8000'

/** What n8n is given: everything of it in `folder` and `databaseUrl`, on loopback, told to call nobody. */
export interface N8nOptions {
  program: string
  folder: string
  databaseUrl: string
  port: number
  /** Of its own, between its processes. */
  brokerPort: number
  /** Where ours is: stands in for the name that the workflows have for it. */
  chatbotUrl: string
  /** What the operator writes into the credential of the workflow that verifies signatures. */
  hmacSecret: string
}

export interface RunningN8n extends AsyncDisposable {
  url: string
}

/**
 * Does what deploy/n8n/README.md says with n8n's own commands (import the credential and every workflow of the folder, publish
 * them, start) and waits until their webhooks answer.
 */
export async function startN8n(options: N8nOptions): Promise<RunningN8n> {
  const { ids, paths } = prepareFiles(options)
  // The first command makes the tables.
  await runN8n(options, ['import:credentials', `--input=${join(options.folder, 'credentials.json')}`])
  await runN8n(options, ['import:workflow', '--separate', `--input=${join(options.folder, 'workflows')}`])
  await Promise.all(ids.map(id => runN8n(options, ['publish:workflow', `--id=${id}`])))
  const server = spawnN8n(options, ['start'])
  const output = collect(server)
  const url = `http://127.0.0.1:${options.port}`
  const ended = once(server, 'exit').then(([code]) => {
    throw new Error(`n8n ended with ${code}: ${output()}`)
  })
  ended.catch(() => undefined)
  await Promise.race([ended, untilCallable(paths.map(path => `${url}/webhook/${path}`))])
  return {
    url,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'exit')
      server.kill('SIGTERM')
      const patience = delay(10_000, undefined, { ref: false }).then(() => server.kill('SIGKILL'))
      await Promise.race([closed, patience])
    },
  }
}

/** The files as they are imported; returns the workflows' ids and the paths of their webhooks. */
function prepareFiles({ folder, chatbotUrl, hmacSecret }: N8nOptions): { ids: string[]; paths: string[] } {
  mkdirSync(join(folder, 'workflows'))
  writeFileSync(
    join(folder, 'credentials.json'),
    JSON.stringify([
      { id: 'chatbotV2Secret1', name: 'chatbot-v2 (WEBHOOK_SECRET)', type: 'crypto', data: { hmacSecret } },
    ]),
  )
  const imported = readdirSync(workflows)
    .filter(name => name.endsWith('.json'))
    .map((name): { id: string; nodes: { type: string; parameters: { path?: string } }[] } => {
      const text = readFileSync(join(workflows, name), 'utf8').replaceAll(composeAddress, chatbotUrl)
      writeFileSync(join(folder, 'workflows', name), text)
      return JSON.parse(text)
    })
  const nodes = imported.flatMap(workflow => workflow.nodes)
  return {
    ids: imported.map(({ id }) => id),
    paths: nodes.flatMap(({ type, parameters }) =>
      type.endsWith('.webhook') ? (parameters.path ?? []) : [],
    ),
  }
}

async function runN8n(options: N8nOptions, args: string[]): Promise<void> {
  const command = spawnN8n(options, args)
  const output = collect(command)
  const [code] = await once(command, 'close')
  if (code !== 0) throw new Error(`n8n ${args[0]} ended with ${code}: ${output()}`)
}

function spawnN8n(
  { program, folder, databaseUrl, port, brokerPort }: N8nOptions,
  args: string[],
): ChildProcess {
  const database = new URL(databaseUrl)
  return spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      DB_TYPE: 'postgresdb',
      DB_POSTGRESDB_HOST: database.hostname,
      DB_POSTGRESDB_PORT: database.port,
      DB_POSTGRESDB_USER: decodeURIComponent(database.username),
      DB_POSTGRESDB_PASSWORD: decodeURIComponent(database.password),
      DB_POSTGRESDB_DATABASE: database.pathname.slice(1),
      N8N_USER_FOLDER: folder,
      N8N_ENCRYPTION_KEY: 'of this test',
      N8N_LISTEN_ADDRESS: '127.0.0.1',
      N8N_PORT: String(port),
      N8N_RUNNERS_BROKER_PORT: String(brokerPort),
      N8N_DIAGNOSTICS_ENABLED: 'false',
      N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
      N8N_TEMPLATES_ENABLED: 'false',
      N8N_DISABLED_MODULES: 'mcp-registry',
      EXTERNAL_FRONTEND_HOOKS_URLS: '',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** The end of what a process says, for when it fails. */
function collect(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', part => {
      text = (text + part).slice(-4000)
    })
  }
  return () => text
}

/** It listens before it has activated its workflows. */
async function untilCallable(urls: readonly string[]): Promise<void> {
  const headers = { origin: 'https://site.example', 'access-control-request-method': 'POST' }
  for (const url of urls) {
    for (;;) {
      const response = await fetch(url, { method: 'OPTIONS', headers }).catch(() => null)
      await response?.body?.cancel()
      if (response?.ok) break
      await delay(250)
    }
  }
}
