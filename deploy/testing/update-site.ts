import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSelfSignedCertificate } from '../../server/testing/self-signed-certificate.ts'
import { findFreePort } from '../../server/testing/start-postgres.ts'
import { runProgram } from '../docker/testing/podman.ts'
import { createNginxFolder, findNginx, installOurFiles, startNginx } from '../nginx/testing/start-nginx.ts'
import { get } from '../nginx/testing/visit.ts'

/** A real nginx with our files before one of two ports, and deploy/update.sh to change it. */
export interface UpdateSite extends AsyncDisposable {
  url: string
  /** The port that servers.conf names now. */
  servedPort(): number
  /** What /health says through nginx. */
  version(): Promise<string>
  /** Runs deploy/update.sh as root would, with this nginx. */
  update(args: readonly string[], options: UpdateOptions): ReturnType<typeof runProgram>
  /** The same, and acts on the script as soon as it has said something. Returns its exit code, null after a signal. */
  updateUntil(
    args: readonly string[],
    options: UpdateOptions & { says: string; act(script: ChildProcess): unknown },
  ): Promise<number | null>
}

interface UpdateOptions {
  env: Record<string, string>
  cwd?: string
}

/** Starts nginx before the first of the ports. */
export async function startUpdateSite(ports: readonly [number, number]): Promise<UpdateSite> {
  const [http, https] = [await findFreePort(), await findFreePort()]
  const folder = createNginxFolder()
  const ours = installOurFiles(folder, {
    ports: { http, https },
    certificate: createSelfSignedCertificate(),
    servers: `server 127.0.0.1:${ports[0]} max_fails=0;\n`,
    n8n: 9,
  })
  const nginx = await startNginx({ folder, port: https, http: ours })
  const servers = join(folder, 'chatbot-v2/servers.conf')
  const url = `https://127.0.0.1:${https}`
  // Root may not be who this nginx runs as.
  const as = process.getuid?.() === 0 ? 'setpriv --reuid=65534 --regid=65534 --clear-groups ' : ''
  const files = `-p ${folder} -c ${folder}/nginx.conf -e ${folder}/logs/error.log`
  const program = join(import.meta.dirname, '../update.sh')
  const toSpawn = ({ env, cwd }: UpdateOptions) => ({
    ...(cwd !== undefined && { cwd }),
    env: {
      PATH: process.env.PATH,
      PORTS: ports.join(' '),
      NGINX: `${as}${findNginx()} ${files}`,
      NGINX_SERVERS: servers,
      NGINX_PID: join(folder, 'nginx.pid'),
      ...env,
    },
  })
  return {
    url,
    servedPort: () => Number(/:(\d+) /.exec(readFileSync(servers, 'utf8'))?.[1]),
    version: async () => JSON.parse((await get(`${url}/health`)).text).version,
    update: (args, options) => runProgram(program, args, toSpawn(options)),
    async updateUntil(args, { says, act, ...options }) {
      const script = spawn(program, args, { ...toSpawn(options), stdio: ['ignore', 'pipe', 'ignore'] })
      const ended = once(script, 'exit')
      let said = ''
      script.stdout.setEncoding('utf8').on('data', text => {
        if (said.includes(says)) return
        said += text
        if (said.includes(says)) act(script)
      })
      await ended
      if (!said.includes(says)) throw new Error(`it never said ${says}: ${said}`)
      return script.exitCode
    },
    [Symbol.asyncDispose]: () => nginx[Symbol.asyncDispose](),
  }
}

/** SIGKILL to a process and to what it started; nothing when it has ended. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** One question of one visitor. */
export function toQuestion(id: string, more = '') {
  const message = `Combien de mails dans une séquence de bienvenue ?${more}`
  return { user_id: `u-${id}`, conversation_id: `c-${id}`, message_id: `m-${id}`, message }
}
