import { request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import { paceEvents, paceMilliseconds } from '../../server/http/pace-routes.ts'
import type { Finding } from './finding.ts'

const about = { id: 'streaming', section: 'Serveur' } as const
const patience = 10_000

/** When each part of the answer came, in milliseconds; the status where it is no stream. */
function watchParts(url: string): Promise<{ status: number; times: number[] }> {
  return new Promise((resolve, reject) => {
    // As a browser asks: a proxy may compress what it passes on, and hold it back for that.
    const headers = { accept: 'text/event-stream', 'accept-encoding': 'gzip, deflate, br' }
    const options = { headers, agent: false, signal: AbortSignal.timeout(patience) }
    const asked = (url.startsWith('https:') ? requestSecure : requestPlain)(url, options, response => {
      const times: number[] = []
      response.on('data', () => times.push(performance.now()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, times }))
      response.on('error', reject)
    })
    asked.on('error', reject)
    asked.end()
  })
}

/**
 * Whether answers come word by word through the public address: asks the server for events that it writes apart from each
 * other, and looks at when they come. Twice before it says no, for a network may hold one up.
 */
export async function checkStreaming(base: string): Promise<Finding> {
  try {
    for (let attempt = 1; attempt <= 2; attempt++) {
      const { status, times } = await watchParts(`${base}/api/v2/chat/pace`)
      if (status !== 200) return toUnknown(`HTTP ${status}`)
      const apart = (times.at(-1) ?? 0) - (times[0] ?? 0)
      if (times.length >= paceEvents - 1 && apart >= (paceMilliseconds * (paceEvents - 1)) / 2)
        return { ...about, state: 'ok', text: 'les réponses arrivent mot à mot' }
    }
  } catch (error) {
    return toUnknown(error instanceof Error ? error.message : String(error))
  }
  return {
    ...about,
    state: 'error',
    text: 'les réponses arrivent d’un bloc, à la fin : le proxy les retient',
    todo: 'nginx : proxy_buffering off; et gzip off; dans le bloc de /api/ (docs/deploiement.md). Ailleurs : ni tampon ni compression pour text/event-stream.',
  }
}

function toUnknown(reason: string): Finding {
  return { ...about, state: 'unknown', text: `l’arrivée mot à mot n’a pas pu être vérifiée (${reason})` }
}
