import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { installProgram } from '../../../server/testing/install-program.ts'
import { waitForPort } from '../../../server/testing/start-postgres.ts'

/** A real nginx, unprivileged, with everything it writes in a temporary folder. */
export interface TestNginx extends AsyncDisposable {
  folder: string
  /** Writes a file of its configuration; reload() makes it count. */
  write(path: string, text: string): void
  /** What `nginx -t` says; throws when it is not content. */
  check(): string
  /** Its own way (`-s reload`), as an operator calls it. */
  reload(): void
  /** Of its master. */
  pid: number
  /** A log of its, so far. */
  read(log: string): string
}

/** Root may start nginx as somebody else, as systemd has its workers be. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

/** The program, installed first where it is missing and may be (root on Debian). */
export const findNginx = () => installProgram('nginx', ['nginx-light'])

/** A folder that such an nginx may write to, removed by dispose(). */
export function createNginxFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chatbot-v2-nginx-'))
  chmodSync(folder, 0o755)
  for (const name of ['tmp', 'logs', 'cache']) mkdirSync(join(folder, name))
  for (const name of ['', 'tmp', 'logs', 'cache']) {
    if (nobody.uid !== undefined) chownSync(join(folder, name), nobody.uid, nobody.gid)
  }
  return folder
}

/**
 * Starts nginx with `http` as the content of its http block and waits until it listens on `port`. `files` are written
 * beside the configuration, where its relative includes are looked for; or copied, when they are paths of files.
 */
export async function startNginx(options: {
  http: string
  port: number
  files?: Record<string, string>
  folder?: string
}): Promise<TestNginx> {
  const program = findNginx()
  const folder = options.folder ?? createNginxFolder()
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  for (const [path, text] of Object.entries(options.files ?? {})) write(path, text)
  write('nginx.conf', toMain(folder, options.http))
  const args = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'logs/error.log')]
  const settings = { ...nobody, env: { PATH: process.env.PATH, TZ: 'UTC' } }
  const run = (...more: string[]) => {
    const { status, stderr } = spawnSync(program, [...args, ...more], { ...settings, encoding: 'utf8' })
    if (status !== 0) throw new Error(`nginx ${more.join(' ')}: ${stderr}`)
    return stderr
  }
  run('-t')
  const child = spawn(program, [...args, '-g', 'daemon off;'], { ...settings, stdio: 'ignore' })
  await Promise.race([waitForPort(options.port), failWhenEnded(child, folder)])
  return {
    folder,
    pid: child.pid as number,
    write,
    check: () => run('-t'),
    reload: () => void run('-s', 'reload'),
    read: log =>
      existsSync(join(folder, 'logs', log)) ? readFileSync(join(folder, 'logs', log), 'utf8') : '',
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit')
        child.kill('SIGTERM')
        // Workers with open connections are in no hurry.
        const late = delay(5000, 'late', { ref: false })
        if ((await Promise.race([ended, late])) === 'late') child.kill('SIGKILL')
      }
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function failWhenEnded(child: ChildProcess, folder: string): Promise<never> {
  await once(child, 'exit')
  throw new Error(`nginx ended: ${readFileSync(join(folder, 'logs/error.log'), 'utf8')}`)
}

/** What writes to logs/ is as in Debian's own file. */
function toMain(folder: string, http: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `worker_processes 2;
pid nginx.pid;
error_log logs/error.log;
events { worker_connections 2048; }
http {
  access_log logs/access.log;
${temporary.map(name => `  ${name}_temp_path ${folder}/tmp/${name};`).join('\n')}
${http}
}
`
}

/** What of our files a machine chooses. */
export interface OurSettings {
  ports: { http: number; https: number }
  /** PEM. */
  certificate: { key: string; cert: string }
  /** Lines of servers.conf. */
  servers: string
  n8n: number
}

/** Our own files in `folder`, as their first lines say to install them; ports, paths and addresses are this machine's. */
export function installOurFiles(folder: string, settings: OurSettings): string {
  const source = join(import.meta.dirname, '..')
  cpSync(join(source, 'chatbot-v2'), join(folder, 'chatbot-v2'), { recursive: true })
  writeFileSync(join(folder, 'chatbot-v2/servers.conf'), settings.servers)
  for (const [name, text] of Object.entries(settings.certificate)) {
    writeFileSync(join(folder, `${name}.pem`), text, { mode: 0o644 })
  }
  const replaced: [from: string, to: string][] = [
    ['listen 80;', `listen 127.0.0.1:${settings.ports.http};`],
    ['    listen [::]:80;\n', ''],
    ['listen 443 ssl http2;', `listen 127.0.0.1:${settings.ports.https} ssl http2;`],
    ['    listen [::]:443 ssl http2;\n', ''],
    ['/etc/letsencrypt/live/chat.exemple.fr/fullchain.pem', join(folder, 'cert.pem')],
    ['/etc/letsencrypt/live/chat.exemple.fr/privkey.pem', join(folder, 'key.pem')],
    ['127.0.0.1:5678', `127.0.0.1:${settings.n8n}`],
    ['/var/cache/chatbot-v2', join(folder, 'cache/widget')],
  ]
  let text = readFileSync(join(source, 'chatbot-v2.conf'), 'utf8')
  for (const [from, to] of replaced) {
    if (text.split(from).length !== 2) throw new Error(`chatbot-v2.conf has no single ${from}`)
    text = text.replace(from, to)
  }
  writeFileSync(join(folder, 'chatbot-v2.conf'), text.replaceAll('/var/log/nginx', join(folder, 'logs')))
  return 'include chatbot-v2.conf;'
}

/** Changes one line of one of our files, as an operator does. Throws when the line is not there. */
export function changeLine(
  { folder }: Pick<TestNginx, 'folder'>,
  file: string,
  from: string,
  to: string,
): void {
  const path = join(folder, 'chatbot-v2', file)
  const text = readFileSync(path, 'utf8')
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`)
  writeFileSync(path, text.replace(from, to))
}
