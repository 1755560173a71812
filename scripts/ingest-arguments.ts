import { parseArgs } from 'node:util'
import { UsageError } from './command-line.ts'

/** What `npm run ingest` was asked to do. */
export interface IngestArguments {
  paths: string[]
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

  --agent <nom>       à qui sont les documents : un spécialiste de agents/, ou shared pour tous
  --tags a,b          étiquettes
  --category <texte>  catégorie
  --priority <n>      priorité, un nombre entier (0 par défaut)
  --dry-run           tout lire, ne rien enregistrer
  --prune             retirer les documents dont le fichier n’est plus dans les dossiers donnés

Un document est reconnu à son chemin : depuis le dossier du produit s’il s’y trouve, sinon le chemin entier
(/home/anne/Guides/offre.pdf). Relancer la commande remplace ce qui a changé et laisse le reste. Un dossier
déplacé ou renommé donne donc de nouveaux documents : retire les anciens avec npm run documents -- delete <id>.

Exemples :
  npm run ingest -- documents/tunnels --agent audrey --tags vente,email
  npm run ingest -- tarifs.pdf --agent shared`

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        agent: { type: 'string' },
        tags: { type: 'string', multiple: true },
        category: { type: 'string' },
        priority: { type: 'string' },
        'dry-run': { type: 'boolean' },
        prune: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    const option = /'(?:-\w, )?(--?[\w-]+)/.exec(error instanceof Error ? error.message : '')?.[1]
    throw new UsageError(option ? `Option inconnue ou mal donnée : ${option}` : 'Arguments mal donnés.')
  }
}

/** Reads the command's words. Throws UsageError: an unknown option, agent or number, nothing to read. */
export function parseIngestArguments(args: readonly string[], owners: readonly string[]): IngestArguments {
  const { values, positionals } = parse(args)
  const { agent, priority = '0' } = values
  const help = values.help === true
  const known = `Possibles : ${owners.join(', ')}.`
  if (!help && positionals.length === 0) throw new UsageError('Il manque un fichier ou un dossier.')
  if (!help && agent === undefined) throw new UsageError(`Il manque --agent. ${known}`)
  if (!help && !owners.includes(agent ?? '')) throw new UsageError(`Agent inconnu : ${agent}. ${known}`)
  if (!/^-?\d{1,6}$/.test(priority))
    throw new UsageError(`--priority demande un nombre entier, pas « ${priority} ».`)
  return {
    paths: positionals,
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
