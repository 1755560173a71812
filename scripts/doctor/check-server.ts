import { type IncomingHttpHeaders, request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import { text } from 'node:stream/consumers'
import type { Config } from '../../server/config.ts'
import { checkStreaming } from './check-streaming.ts'
import type { Finding } from './finding.ts'

const section = 'Serveur'
const patience = 5000

interface Reply {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** What an address answers; an Error when it does not. Not fetch: that refuses some ports, and writes headers of its own. */
function ask(url: string, headers: Record<string, string> = {}): Promise<Reply | Error> {
  return new Promise(resolve => {
    const request = (url.startsWith('https:') ? requestSecure : requestPlain)(
      url,
      { headers, agent: false, signal: AbortSignal.timeout(patience) },
      async response => {
        try {
          const { statusCode: status = 0, headers } = response
          resolve({ status, headers, body: await text(response) })
        } catch (error) {
          resolve(toError(error))
        }
      },
    )
    request.on('error', error => resolve(toError(error)))
    request.end()
  })
}

function toError(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error))
  return error.name === 'TimeoutError' || error.name === 'AbortError'
    ? new Error(`pas de réponse en ${patience / 1000} s`)
    : error
}

interface HealthBody {
  status: string
  version: string
  services: Record<string, boolean>
}

/** The health of a chatbot-v2; null for anything else. */
function readHealth(reply: Reply): HealthBody | null {
  try {
    const body = JSON.parse(reply.body) as Partial<HealthBody>
    const { status, version, services } = body
    return typeof status === 'string' && typeof version === 'string' && typeof services === 'object'
      ? { status, version, services }
      : null
  } catch {
    return null
  }
}

/** Who answers on the server's port: ours, somebody else, or nobody. */
export async function checkPort(
  { host, port }: Pick<Config, 'host' | 'port'>,
  version: string,
): Promise<Finding> {
  const about = { id: 'port', section } as const
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  const reply = await ask(`http://${name}:${port}/health`)
  if (reply instanceof Error) {
    if ((reply as NodeJS.ErrnoException).code === 'ECONNREFUSED')
      return { ...about, state: 'unknown', text: `le serveur ne tourne pas (port ${port} libre)` }
    return {
      ...about,
      state: 'error',
      text: `quelque chose tient le port ${port} et ne répond pas (${reply.message})`,
      todo: `ss -ltnp | grep ${port} dit quoi ; arrête-le, ou choisis un autre API_PORT.`,
    }
  }
  const health = readHealth(reply)
  if (health === null)
    return {
      ...about,
      state: 'error',
      text: `le port ${port} est pris par un autre programme : le serveur ne pourra pas démarrer`,
      todo: `ss -ltnp | grep ${port} (ou docker ps) dit lequel ; arrête-le, ou choisis un autre API_PORT.`,
    }
  return describeHealth(health, { about, where: `port ${port}`, version })
}

function describeHealth(
  { status, version: running, services }: HealthBody,
  { about, where, version }: { about: Pick<Finding, 'id' | 'section'>; where: string; version: string },
): Finding {
  const runs = `chatbot-v2 ${running} répond (${where})`
  const down = Object.entries(services).flatMap(([name, works]) => (works ? [] : [name]))
  if (status === 'unhealthy')
    return {
      ...about,
      state: 'error',
      text: `${runs}, sans sa base de données`,
      todo: 'Vois « Base de données » plus haut.',
    }
  if (status === 'degraded')
    return {
      ...about,
      state: 'warning',
      text: `${runs}, mais un fournisseur manque : ${down.join(', ')}`,
      todo: 'Vois « Fournisseurs » plus haut ; le journal dit pourquoi (grep WARNING).',
    }
  if (running !== version)
    return {
      ...about,
      state: 'warning',
      text: `${runs}, mais ${version} est installé ici`,
      todo: 'Redémarre-le.',
    }
  return { ...about, state: 'ok', text: runs }
}

/** The same through the public address: proxy, certificate, origins, widget, and what must not be public. */
export async function checkAddress(
  url: string | undefined,
  {
    allowedOrigins,
    version,
    metricsToken,
    port,
  }: {
    allowedOrigins: readonly string[]
    version: string
    metricsToken?: string | undefined
    /** That the server listens on; its address on this machine is behind no proxy. */
    port?: number
  },
): Promise<Finding[]> {
  const about = { id: 'address', section } as const
  if (url === undefined)
    return [
      {
        ...about,
        state: 'unknown',
        text: 'adresse publique et proxy : non vérifiés',
        todo: 'npm run doctor -- --url https://chat.ton-site.fr',
      },
    ]
  const base = url.replace(/\/+$/, '')
  const reply = await ask(`${base}/health`)
  if (reply instanceof Error)
    return [
      {
        ...about,
        state: 'error',
        text: `${base} ne répond pas : ${reply.message}`,
        todo: 'Vérifie le DNS, le proxy et le certificat.',
      },
    ]
  const health = readHealth(reply)
  if (health === null)
    return [
      {
        ...about,
        state: 'error',
        text: `${base}/health ne mène pas à chatbot-v2 (HTTP ${reply.status})`,
        todo: 'Le bloc « location /health » du proxy manque, ou mène ailleurs (docs/deploiement.md).',
      },
    ]
  return [
    describeHealth(health, { about, where: base, version }),
    ...(isOwnPort(base, port) ? [withoutProxy] : await checkForwarding(base, metricsToken)),
    await checkWidget(base),
    await checkStreaming(base),
    ...(await Promise.all(
      allowedOrigins.filter(origin => origin !== '*').map(origin => checkOrigin(base, origin)),
    )),
  ]
}

function isOwnPort(base: string, port: number | undefined): boolean {
  const { protocol, hostname, port: asked } = new URL(base)
  return (
    protocol === 'http:' &&
    /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname) &&
    Number(asked || 80) === port
  )
}

const withoutProxy: Finding = {
  id: 'proxy',
  section,
  state: 'unknown',
  text: 'cette adresse mène droit au serveur : aucun proxy à vérifier',
  todo: 'npm run doctor -- --url, avec l’adresse que tes visiteuses ont.',
}

/**
 * /metrics answers nobody behind a proxy, but who has its token: and tells them as whom it sees them. Without a token, a
 * refusal proves nothing of addresses (in a container, everybody is refused), and is not taken for it.
 */
async function checkForwarding(base: string, metricsToken: string | undefined): Promise<Finding[]> {
  const reply = await ask(`${base}/metrics`)
  if (!(reply instanceof Error) && reply.status === 200)
    return [
      {
        id: 'metrics',
        section,
        state: 'error',
        text: '/metrics est public : le proxy ne dit pas pour qui il parle, et toutes les visiteuses ont la même adresse',
        todo: `${forwardingAdvice}, et METRICS_TOKEN dans .env.`,
      },
    ]
  const closed = { id: 'metrics', section, state: 'ok', text: '/metrics n’est pas public' } as const
  return [closed, await checkClientAddress(base, metricsToken)]
}

const forwardingAdvice =
  'nginx : proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; (docs/deploiement.md)'

async function checkClientAddress(base: string, metricsToken: string | undefined): Promise<Finding> {
  const about = { id: 'proxy', section } as const
  const reply =
    metricsToken === undefined
      ? null
      : await ask(`${base}/metrics`, { authorization: `Bearer ${metricsToken}` })
  const header = reply === null || reply instanceof Error ? undefined : reply.headers['x-client-address']
  const [, address, how] = /^(\S+); (\w+)$/.exec(String(header ?? '')) ?? []
  if (address === undefined)
    return {
      ...about,
      state: 'unknown',
      text: 'l’adresse que le proxy donne des visiteuses : non vérifiée',
      todo:
        metricsToken === undefined
          ? 'METRICS_TOKEN dans .env, redémarre, puis encore npm run doctor.'
          : 'Le proxy garde /metrics pour lui, ou METRICS_TOKEN est un autre. Derrière notre nginx, c’est normal.',
    }
  if (how === 'direct')
    return {
      ...about,
      state: 'error',
      text: `aucun X-Forwarded-For n’arrive : derrière un proxy, toutes les visiteuses ont la même adresse (${address})`,
      todo: `${forwardingAdvice}. Sans proxy, c’est normal.`,
    }
  if (how === 'ignored')
    return {
      ...about,
      state: 'error',
      text: `le proxy donne l’adresse des visiteuses, mais le serveur ne le croit pas : toutes ont la même (${address})`,
      todo: 'TRUST_PROXY dans .env (docs/deploiement.md), puis redémarre.',
    }
  return { ...about, state: 'ok', text: `le proxy donne l’adresse des visiteuses (toi : ${address})` }
}

async function checkWidget(base: string): Promise<Finding> {
  const about = { id: 'widget-address', section } as const
  const reply = await ask(`${base}/widget.js`)
  if (
    !(reply instanceof Error) &&
    reply.status === 200 &&
    /javascript/.test(reply.headers['content-type'] ?? '')
  )
    return { ...about, state: 'ok', text: `${base}/widget.js est servi` }
  const what = reply instanceof Error ? reply.message : `HTTP ${reply.status}`
  return {
    ...about,
    state: 'warning',
    text: `${base}/widget.js n’est pas servi (${what})`,
    todo: 'Si la balise <script> le demande à cette adresse, ajoute /widget.js et /widget/ au proxy.',
  }
}

async function checkOrigin(base: string, origin: string): Promise<Finding> {
  const about = { id: 'origin', section } as const
  const reply = await ask(`${base}/api/v2/rate-limit/doctor`, { origin })
  const allowed = reply instanceof Error ? null : reply.headers['access-control-allow-origin']
  if (allowed === origin)
    return { ...about, state: 'ok', text: `les pages de ${origin} peuvent appeler le chat` }
  return {
    ...about,
    state: 'error',
    text: `les pages de ${origin} ne peuvent pas appeler le chat (le serveur répond ${allowed ?? 'sans CORS'})`,
    todo: 'Redémarre le serveur après avoir changé ALLOWED_ORIGINS ; le proxy ne doit pas toucher à ces en-têtes.',
  }
}
