import { Refusal } from '../server/ingest/refusal.ts'
import { webLimits } from '../server/ingest/web/ingest-web.ts'
import { parseStart } from '../server/ingest/web/web-address.ts'
import type { WebScope } from '../server/ingest/web/web-state.ts'
import { UsageError } from './command-line.ts'
import { parseOptions } from './parse-options.ts'

/** What `npm run ingest` was asked to do. */
export interface IngestArguments {
  /** Files and folders; empty when it is `web`. */
  paths: string[]
  /** Addresses of the web, how far each leads, and how many pages of it are read at most; null when it is files. */
  web: { starts: string[]; scope: WebScope; maxPages: number } | null
  agent: string
  tags: string[]
  category: string | null
  priority: number
  dryRun: boolean
  prune: boolean
  help: boolean
}

export const ingestHelp = `Charger des documents (Markdown, texte, HTML, PDF, Word, Excel, CSV, PowerPoint, OpenDocument, RTF, EPUB, images, zip) :

  npm run ingest -- <fichier ou dossier>… --agent <spécialiste> [options]
  npm run ingest -- https://… --agent <spécialiste> [--sitemap | --site] [options]

  --agent <nom>       à qui sont les documents : un spécialiste de agents/, ou shared pour tous
  --tags a,b          étiquettes
  --category <texte>  catégorie
  --priority <n>      priorité, de -5 à 5 (0 par défaut) : ± 1 % par point dans le classement
  --dry-run           tout lire, ne rien enregistrer
  --prune             retirer les documents dont le fichier n’est plus dans les dossiers donnés, ou dont la page a disparu
  --sitemap           les pages que liste le plan du site (sitemap.xml)
  --site              la page, et toutes celles du même site où mènent ses liens, jusqu’à ${webLimits.depth} liens de là
  --max-pages <n>     pages demandées au plus (${webLimits.pages} par défaut et au plus)

Un document est reconnu à son chemin : depuis le dossier du produit s’il s’y trouve, sinon le chemin entier
(/home/anne/Guides/offre.pdf). Relancer la commande remplace ce qui a changé et laisse le reste. Un dossier
déplacé ou renommé donne donc de nouveaux documents : retire les anciens avec npm run documents -- delete <id>.

Une adresse est lue seule, sans --sitemap ni --site. Le robots.txt du site est respecté ; les pages chargées sont relues par le
serveur (WEB_REFRESH_HOURS) ou par npm run refresh.

Exemples :
  npm run ingest -- documents/tunnels --agent audrey --tags vente,email
  npm run ingest -- tarifs.pdf --agent shared
  npm run ingest -- https://exemple.fr/offre --agent audrey
  npm run ingest -- https://exemple.fr --site --agent shared`

const options = {
  agent: { type: 'string' },
  tags: { type: 'string', multiple: true },
  category: { type: 'string' },
  priority: { type: 'string' },
  'dry-run': { type: 'boolean' },
  prune: { type: 'boolean' },
  sitemap: { type: 'boolean' },
  site: { type: 'boolean' },
  'max-pages': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

const isAddress = (word: string) => /^[a-z][a-z+.-]+:[/\\]/i.test(word)

/** The addresses among the words, made sure of; null when there are none. Throws UsageError. */
function readWeb(
  words: readonly string[],
  values: { sitemap?: boolean; site?: boolean; 'max-pages'?: string },
): IngestArguments['web'] {
  const { sitemap = false, site = false, 'max-pages': given = String(webLimits.pages) } = values
  if (!words.some(isAddress)) {
    if (sitemap || site || values['max-pages'] !== undefined)
      throw new UsageError('--sitemap, --site et --max-pages vont avec une adresse, comme https://exemple.fr')
    return null
  }
  if (!words.every(isAddress))
    throw new UsageError('Les fichiers et les adresses se chargent séparément : lance la commande deux fois.')
  if (sitemap && site) throw new UsageError('--sitemap ou --site, pas les deux.')
  const maxPages = Number(given)
  if (!/^\d{1,4}$/.test(given) || maxPages < 1 || maxPages > webLimits.pages)
    throw new UsageError(`--max-pages demande un nombre de 1 à ${webLimits.pages}, pas « ${given} ».`)
  return { starts: words.map(readStart), scope: sitemap ? 'sitemap' : site ? 'site' : 'page', maxPages }
}

function readStart(word: string): string {
  try {
    return parseStart(word)
  } catch (error) {
    throw error instanceof Refusal ? new UsageError(`${word} : ${error.message}`) : error
  }
}

/** Reads the command's words. Throws UsageError: an unknown option, agent or number, nothing to read. */
export function parseIngestArguments(args: readonly string[], owners: readonly string[]): IngestArguments {
  const { values, positionals } = parseOptions(args, options, { words: Number.POSITIVE_INFINITY })
  const { agent, priority = '0' } = values
  const help = values.help === true
  const known = `Possibles : ${owners.join(', ')}.`
  if (!help && positionals.length === 0)
    throw new UsageError('Il manque un fichier, un dossier ou une adresse.')
  if (!help && agent === undefined) throw new UsageError(`Il manque --agent. ${known}`)
  if (!help && !owners.includes(agent ?? '')) throw new UsageError(`Agent inconnu : ${agent}. ${known}`)
  if (!/^-?[0-5]$/.test(priority))
    throw new UsageError(`--priority demande un nombre entier de -5 à 5, pas « ${priority} ».`)
  const web = readWeb(positionals, values)
  return {
    paths: web === null ? positionals : [],
    web,
    agent: agent ?? '',
    tags: (values.tags ?? [])
      .flatMap(list => list.split(','))
      .map(tag => tag.trim())
      .filter(tag => tag !== ''),
    category: values.category?.trim() || null,
    priority: Number(priority),
    dryRun: values['dry-run'] === true,
    prune: values.prune === true,
    help,
  }
}
