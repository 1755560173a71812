import type { SkippedPage, WebReport } from '../server/ingest/web/web-report.ts'
import { count } from './ingest-lines.ts'
import { printable } from './printable.ts'

/** So many pages that were not taken are named one by one. */
const namedPages = 20

function skippedLines(skipped: readonly SkippedPage[]): string[] {
  const lines = skipped
    .slice(0, namedPages)
    .map(({ address, refusal }) => `· non lue · ${printable(address)} · ${printable(refusal.message)}`)
  const rest = skipped.length - lines.length
  return rest > 0 ? [...lines, `· et ${count(rest, 'autre page non lue', 'autres pages non lues')}`] : lines
}

function leftOutLine({ leftOut, unlisted, copies }: WebReport): string[] {
  const { outside, tooDeep, traps } = leftOut
  const parts = [
    ...(unlisted.pages > 0
      ? [`${count(unlisted.pages, 'page')} du plan de site au-delà du nombre demandé`]
      : []),
    ...(unlisted.sitemaps > 0
      ? [count(unlisted.sitemaps, 'autre plan de site', 'autres plans de site')]
      : []),
    ...(unlisted.elsewhere > 0
      ? [count(unlisted.elsewhere, 'plan de site d’un autre site', 'plans de site d’autres sites')]
      : []),
    ...(outside > 0 ? [`${count(outside, 'lien')} vers d’autres sites`] : []),
    ...(tooDeep > 0 ? [`${count(tooDeep, 'page')} à plus de cinq liens du départ`] : []),
    ...(traps > 0 ? [`${count(traps, 'adresse')} qui se répètent (paramètres, calendriers)`] : []),
    ...(copies > 0 ? [`${count(copies, 'copie')} d’une autre page`] : []),
  ]
  return parts.length > 0 ? [`Laissé de côté : ${parts.join(', ')}`] : []
}

/** A pause in minutes, or in hours when it is that long. */
function durationOf(seconds: number): string {
  return seconds < 2 * 3600
    ? count(Math.ceil(seconds / 60), 'minute')
    : count(Math.ceil(seconds / 3600), 'heure')
}

/** What of a crawl is worth a look beside its documents: pages that are gone, those not taken, and why it stopped. */
export function webLines(report: WebReport): string[] {
  const { gone, skipped, stoppedBy, pauseSeconds, visited, source } = report
  const stopped = {
    pages: `Arrêté à ${count(source.max_pages, 'page')} : il en reste (${count(visited, 'page demandée', 'pages demandées')}).`,
    busy: `Arrêté : le site demande d’attendre ${durationOf(pauseSeconds ?? 0)} avant la page suivante. Relance la commande après : elle reprend là.`,
    time: 'Arrêté après dix minutes : relance la commande pour la suite, les pages inchangées vont vite.',
  }
  return [
    ...gone.map(
      ({ source, title, reason, since }) =>
        `⚠ disparue · ${printable(title)} (${printable(source)}) · ${printable(reason.fr)} · depuis le ${since.slice(0, 10)}, répond encore : --prune la retire`,
    ),
    ...skippedLines(skipped),
    ...leftOutLine(report),
    ...(stoppedBy === null ? [] : [stopped[stoppedBy]]),
  ]
}

/** Another run has this address: a server that reads it again, or the same command elsewhere. */
export function busyLine(start: string): string {
  return `✗ ${printable(start)} · déjà en cours de lecture par un serveur ou une autre commande : relance dans dix minutes (trente si elle a été tuée)`
}
