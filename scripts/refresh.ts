// `npm run refresh`: reads again what was loaded from the web.
import { setTimeout as delay } from 'node:timers/promises'
import { openBesideServer } from '../server/database/open-beside.ts'
import { refreshWeb } from '../server/ingest/web/refresh-web.ts'
import { listWebOrigins, type WebOrigin } from '../server/ingest/web/web-job.ts'
import { openWebFetcher } from '../server/web-settings.ts'
import { checkOwner, exitCode, readConfig, readVersion, runCommand } from './command-line.ts'
import { connectEmbedder } from './connect-embedder.ts'
import { count, documentLine, summaryLines } from './ingest-lines.ts'
import { parseOptions } from './parse-options.ts'
import { printable } from './printable.ts'
import { webLines } from './web-lines.ts'

const help = `Relire ce qui a été chargé depuis le web (npm run ingest -- https://…), serveur en marche ou non :

  npm run refresh                      toutes les adresses, maintenant
  npm run refresh -- --agent audrey    celles d’un spécialiste (ou shared)
  npm run refresh -- --prune           et retirer les pages disparues (404, 410, déplacées, noindex)
  npm run refresh -- --list            ne rien relire : les adresses, et jusqu’où chacune mène

Le serveur le fait de lui-même (WEB_REFRESH_HOURS). Une page inchangée n’est pas renvoyée par son site, une page changée remplace
ses extraits d’un coup, une page qui ne répond pas pour l’instant garde son ancienne version.`

function parseRefreshArguments(args: readonly string[]) {
  return parseOptions(args, {
    agent: { type: 'string' },
    prune: { type: 'boolean' },
    list: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  }).values
}

const scopes = { page: 'la page seule', sitemap: 'le plan du site', site: 'le site' }

function originLine({ owner, source }: WebOrigin): string {
  return `${printable(source.start)} · ${scopes[source.scope]} · ${owner}`
}

async function refresh(): Promise<number> {
  const { agent, prune = false, list, help: asksHelp } = parseRefreshArguments(process.argv.slice(2))
  if (asksHelp) {
    console.log(help)
    return exitCode.done
  }
  const { web, siteUrl, database: options } = readConfig()
  const interrupt = new AbortController()
  const { signal } = interrupt
  const { embedding, close } = await connectEmbedder(signal)
  const database = await openBesideServer(options)
  const fetcher = openWebFetcher(web, { version: readVersion(), siteUrl })
  const onInterrupt = () => interrupt.abort()
  process.on('SIGINT', onInterrupt).on('SIGTERM', onInterrupt)
  const only = ({ owner }: WebOrigin) => agent === undefined || owner === agent
  let failed = false
  try {
    const origins = (await listWebOrigins({ database })).filter(only)
    if (origins.length === 0) await checkOwner(agent)
    if (origins.length === 0) console.log('Rien n’a été chargé depuis le web.')
    if (list) for (const origin of origins) console.log(originLine(origin))
    if (list || origins.length === 0) return exitCode.done
    const refreshed = await refreshWeb({
      database,
      fetcher,
      embedding,
      delayMilliseconds: web.delaySeconds * 1000,
      gone: prune ? 'remove' : 'keep',
      everySeconds: 0,
      only,
      signal,
      now: () => performance.now(),
      wait: milliseconds => delay(milliseconds, undefined, { signal }),
      onReport(report, origin) {
        const changed = report.documents.filter(({ outcome }) => outcome !== 'unchanged')
        failed ||= changed.some(({ outcome }) => outcome === 'failed')
        console.log(originLine(origin))
        const lines = [
          ...changed.map(documentLine),
          ...webLines(report),
          ...summaryLines(report, origin.owner),
        ]
        for (const line of lines) console.log(line)
      },
    })
    const left = origins.length - refreshed
    if (left > 0 && !signal.aborted)
      console.log(`${count(left, 'adresse')} : un serveur est en train de s’en occuper.`)
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt)
    fetcher.close()
    await Promise.all([database.close(), close()])
  }
  if (signal.aborted) return exitCode.interrupted
  return failed ? exitCode.failed : exitCode.done
}

await runCommand('refresh', refresh)
