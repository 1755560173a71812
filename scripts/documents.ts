// `npm run documents`: what is stored; `-- show <id>` its chunks; `-- set <id>` how it is searched; `-- delete <id>` removes it.
import { openBesideServer } from '../server/database/open-beside.ts'
import { deleteDocument } from '../server/operations/delete-document.ts'
import { type ListedDocument, listDocuments } from '../server/operations/list-documents.ts'
import { readDocument } from '../server/operations/read-document.ts'
import { setDocument } from '../server/operations/set-document.ts'
import type { Database } from '../server/ports/database.ts'
import { checkOwner, exitCode, readConfig, runCommand, UsageError } from './command-line.ts'
import { confirm } from './confirm.ts'
import { documentDetail, documentTable } from './document-lines.ts'
import { checkDays, parseSettings, type SettingOptions } from './document-settings.ts'
import { parseOptions } from './parse-options.ts'

const help = `Voir, régler et retirer les documents, serveur en marche ou non :

  npm run documents                        la liste
  npm run documents -- --agent audrey      ceux d’un spécialiste (ou shared)
  npm run documents -- show <id>           un document et ses extraits
  npm run documents -- set <id> …          régler comment il est cherché, quoi que dise son fichier :
      --priority 3             de -5 à 5 : ± 1 % par point dans le classement
      --tags tarif,offre       des mots qui le trouvent aussi (- : aucun)
      --category offres        de même
      --valid-until 2026-12-31 dernier jour où il répond (- : sans limite) ; --valid-from : le premier
      --from-file priority     ce que dit son fichier, de nouveau (priority, tags, category, valid-from, valid-until)
  npm run documents -- delete <id> [--yes] retirer un document (--yes : sans demander)

L’id est celui de la liste, ou son début.`

interface Arguments {
  action: 'list' | 'show' | 'set' | 'delete' | 'help'
  id: string
  agent: string | undefined
  yes: boolean
  settings: SettingOptions
}

function parseDocumentArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parseOptions(
    args,
    {
      agent: { type: 'string' },
      yes: { type: 'boolean', short: 'y' },
      priority: { type: 'string' },
      tags: { type: 'string' },
      category: { type: 'string' },
      'valid-from': { type: 'string' },
      'valid-until': { type: 'string' },
      'from-file': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
    { words: Number.POSITIVE_INFINITY },
  )
  const [action = 'list', id = '', ...rest] = positionals
  if (values.help) return { action: 'help', id: '', agent: undefined, yes: false, settings: {} }
  if (action !== 'list' && action !== 'show' && action !== 'set' && action !== 'delete')
    throw new UsageError(`Action inconnue : ${action}`)
  if (action !== 'list' && id === '') throw new UsageError('Il manque l’id du document.')
  if (rest.length > 0) throw new UsageError('Un seul document à la fois.')
  const { agent, yes = false, help: _help, ...settings } = values
  return { action, id, agent, yes, settings }
}

async function findDocument(database: Database, id: string): Promise<ListedDocument> {
  const found = (await listDocuments(database)).filter(document => document.id.startsWith(id.toLowerCase()))
  const [document, ...others] = found
  if (!document) throw new UsageError(`Aucun document dont l’id commence par ${id}.`)
  if (others.length > 0)
    throw new UsageError(`Plusieurs documents dont l’id commence par ${id} : donnes-en plus.`)
  return document
}

function print(lines: readonly string[]): void {
  console.log(lines.join('\n'))
}

async function list(database: Database, agent: string | undefined): Promise<void> {
  const documents = await listDocuments(database, agent ? { owner: agent } : {})
  if (documents.length === 0) await checkOwner(agent)
  print(documentTable(documents, process.stdout.columns))
}

async function show(database: Database, id: string): Promise<void> {
  const { id: whole } = await findDocument(database, id)
  const result = await readDocument(database, { id: whole })
  if (result.kind === 'found') print(documentDetail(result))
}

async function set(database: Database, id: string, options: SettingOptions): Promise<void> {
  const settings = parseSettings(options)
  const { id: whole, validFrom, validUntil } = await findDocument(database, id)
  // A day that is its file's again is not known before that is read.
  if (settings.forgotten.length === 0) checkDays(settings.values, { validFrom, validUntil })
  await setDocument(database, { id: whole, ...settings })
  const result = await readDocument(database, { id: whole })
  if (result.kind === 'found') {
    const lines = documentDetail(result)
    print(lines.slice(0, lines.indexOf('')))
  }
  if (settings.forgotten.length > 0) print(['Relance npm run ingest pour reprendre ce que dit le fichier.'])
}

async function remove(database: Database, id: string, yes: boolean): Promise<void> {
  const document = await findDocument(database, id)
  const name = `« ${document.title ?? document.filename ?? document.id} » (${document.owner})`
  const question = `Retirer ${name} et ses ${document.chunks} extraits ?`
  if (!yes && !(await confirm(question, 'Pour retirer un document sans terminal, ajoute --yes.'))) {
    print(['Rien n’a été retiré.'])
    return
  }
  const { deleted } = await deleteDocument(database, { id: document.id })
  print([deleted ? `Retiré : ${name}` : `${name} n’existait plus.`])
}

async function run(): Promise<number> {
  const { action, id, agent, yes, settings } = parseDocumentArguments(process.argv.slice(2))
  if (action === 'help') {
    print([help])
    return exitCode.done
  }
  const database = await openBesideServer(readConfig().database)
  try {
    if (action === 'list') await list(database, agent)
    else if (action === 'show') await show(database, id)
    else if (action === 'set') await set(database, id, settings)
    else await remove(database, id, yes)
    return exitCode.done
  } finally {
    await database.close()
  }
}

await runCommand('documents', run)
