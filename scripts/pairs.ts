// `npm run pairs`: curated question–answer pairs, loaded, listed, exported, checked, removed.
import { readFile, writeFile } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { createRouter } from '../server/agents/choose-agent.ts'
import { loadTeam } from '../server/agents/load-team.ts'
import { openBesideServer } from '../server/database/open-beside.ts'
import { createDocumentReader } from '../server/ingest/document-reader.ts'
import { type FoundFile, findFiles } from '../server/ingest/find-files.ts'
import { foldName } from '../server/ingest/fold-name.ts'
import { ingestFiles } from '../server/ingest/ingest-files.ts'
import { deleteDocument } from '../server/operations/delete-document.ts'
import { deletePair } from '../server/operations/delete-pair.ts'
import { listDocuments } from '../server/operations/list-documents.ts'
import { type ListedPair, listPairs } from '../server/operations/list-pairs.ts'
import type { Database } from '../server/ports/database.ts'
import { checkPairs } from '../server/turn/check-pairs.ts'
import {
  checkOwner,
  exitCode,
  findOwners,
  readConfig,
  root,
  runCommand,
  UsageError,
  workingDirectory,
} from './command-line.ts'
import { confirm } from './confirm.ts'
import { connectEmbedder } from './connect-embedder.ts'
import { documentLine } from './ingest-lines.ts'
import { checkLines, exportNotes, pairLines, pairsCsv, type UnreachedQuestion } from './pair-lines.ts'
import { parseOptions } from './parse-options.ts'
import { printable } from './printable.ts'

const help = `Des questions avec leur réponse, donnée mot pour mot dès qu’on les pose (sans modèle, sans coût) :

  npm run pairs -- import questions.csv --agent audrey   charger un fichier (CSV, Excel, OpenDocument, Markdown)
  npm run pairs                                          la liste
  npm run pairs -- list --agent audrey                   celles d’une spécialiste (ou shared : toutes)
  npm run pairs -- check                                 contradictions, répétitions, questions sans effet
  npm run pairs -- export --output questions.csv         ce qui répond, dans un fichier qu’Excel ouvre et qu’import relit
  npm run pairs -- delete <id> [--yes]                   en retirer une (--yes : sans demander)

Le fichier est un tableau dont la première ligne nomme les colonnes :

  question ; variantes ; réponse               (et, si tu veux, agent : audrey, carole… ou shared)

Dans une case « variantes », une façon de demander par ligne, ou séparées par |. Relancer import remplace ce que
le fichier contenait. Sans --agent ni colonne agent : le dossier (knowledge/audrey/…), sinon shared.`

const actions = ['list', 'import', 'export', 'delete', 'check'] as const

function readArguments(args: readonly string[]) {
  const { values, positionals } = parseOptions(
    args,
    {
      agent: { type: 'string' },
      output: { type: 'string', short: 'o' },
      yes: { type: 'boolean', short: 'y' },
      help: { type: 'boolean', short: 'h' },
    },
    { words: 100 },
  )
  const [given = 'list', ...words] = positionals
  const action = actions.find(name => name === given)
  if (!action) throw new UsageError(`Action inconnue : ${given}`)
  return { ...values, action, words }
}

function print(lines: readonly string[]): void {
  console.log(lines.join('\n'))
}

/** Whose the pairs of a file are: who the file names; else who was named, the folder below knowledge/, or everybody. */
async function ownersOf(file: FoundFile, agent: string | undefined, known: readonly string[]) {
  const reader = createDocumentReader()
  try {
    if (file.type === null) throw new UsageError(`${file.path} : ce type de fichier n’est pas lu.`)
    const bytes = await readFile(file.path)
    const { chunks } = await reader.read({ type: file.type, filename: file.filename, bytes })
    const pairs = chunks.filter(({ questions }) => questions !== undefined)
    if (pairs.length === 0)
      throw new UsageError(
        `${file.path} : pas de paire. Il faut une colonne « question » et une colonne « réponse » (ou, en Markdown, type: questions en tête).`,
      )
    const named = new Set(pairs.map(({ agent: owner }) => owner && foldName(owner)))
    const [, folder] = relative(root, file.path).split(sep)
    const unnamed =
      agent ?? (folder && known.includes(folder) && file.source.startsWith('knowledge/') ? folder : 'shared')
    if (named.size > 1 && named.has(undefined))
      throw new UsageError(
        `${file.path} : des lignes n’ont rien dans la colonne agent. Remplis-la, ou enlève-la.`,
      )
    const owners = [...named].map(owner => owner ?? unnamed)
    const unknown = owners.filter(owner => !known.includes(owner))
    if (unknown.length > 0)
      throw new UsageError(
        `Agent inconnu : ${unknown.map(printable).join(', ')}. Possibles : ${known.join(', ')}.`,
      )
    return { owners, namesThem: !named.has(undefined) }
  } finally {
    await reader.close()
  }
}

async function importFiles(
  database: Database,
  paths: readonly string[],
  agent: string | undefined,
): Promise<number> {
  if (paths.length === 0) throw new UsageError('Il manque le fichier.')
  const known = await findOwners()
  if (agent !== undefined && !known.includes(agent))
    throw new UsageError(`Agent inconnu : ${agent}. Possibles : ${known.join(', ')}.`)
  const { files, problems } = await findFiles(
    paths.map(path => resolve(workingDirectory(), path)),
    root,
  )
  if (problems.length > 0) throw new UsageError(problems.join('\n'))
  const interrupt = new AbortController()
  const { embedding, close } = await connectEmbedder(interrupt.signal)
  let failed = false
  try {
    for (const file of files) {
      const { owners, namesThem } = await ownersOf(file, agent, known)
      for (const owner of owners) {
        const { documents } = await ingestFiles({ database, paths: [file.path], agent: owner, embedding })
        failed ||= documents.some(({ outcome }) => outcome === 'failed')
        // Read once a specialist, a file is like itself.
        const told = documents.map(document => (namesThem ? { ...document, similar: [] } : document))
        print(told.map(document => `${owner.padEnd(8)} ${documentLine(document)}`))
      }
      if (namesThem) await removeFormer(database, file.source, owners)
    }
  } finally {
    await close()
  }
  const pairs = await listPairs(database)
  const contradictions = checkPairs(pairs.filter(({ counts }) => counts)).filter(
    ({ kind }) => kind === 'contradiction',
  )
  if (contradictions.length > 0)
    print([
      '',
      ...checkLines(
        contradictions,
        [],
        pairs.filter(({ counts }) => counts),
      ),
    ])
  return failed ? exitCode.failed : exitCode.done
}

/** A file that says whose its pairs are no longer has those of the others, who had some in it before. */
async function removeFormer(database: Database, source: string, owners: readonly string[]): Promise<void> {
  for (const document of await listDocuments(database)) {
    if (document.source !== source || document.pairs === 0 || owners.includes(document.owner)) continue
    await deleteDocument(database, { id: document.id })
    print([`${document.owner.padEnd(8)} − retiré · plus aucune paire pour ${document.owner} dans ce fichier`])
  }
}

async function removePair(database: Database, id: string | undefined, yes: boolean): Promise<void> {
  if (!id) throw new UsageError('Il manque l’id de la paire (npm run pairs).')
  const found = (await listPairs(database)).filter(pair => pair.id.startsWith(id.toLowerCase()))
  const [pair, ...others] = found
  if (!pair) throw new UsageError(`Aucune paire dont l’id commence par ${id}.`)
  if (others.length > 0)
    throw new UsageError(`Plusieurs paires dont l’id commence par ${id} : donnes-en plus.`)
  const name = `« ${printable(pair.questions[0] ?? '')} » (${pair.owner})`
  if (!yes && !(await confirm(`Retirer ${name} ?`, 'Pour retirer une paire sans terminal, ajoute --yes.'))) {
    print(['Rien n’a été retiré.'])
    return
  }
  const { deleted } = await deletePair(database, { id: pair.id })
  print([
    deleted ? `Retirée : ${name}` : `${name} n’existait plus.`,
    `Elle est encore dans ${printable(pair.source ?? '')} : efface-la aussi là, sinon elle revient quand ce fichier change.`,
  ])
}

/** Questions of pairs that a message never gets to: it asks for a person, or names another specialist. */
async function findUnreached(pairs: readonly ListedPair[]): Promise<UnreachedQuestion[]> {
  const { team, personas } = await loadTeam(join(root, 'agents'))
  const router = createRouter({ team, personas, threshold: 0 })
  return pairs.flatMap(pair =>
    pair.questions.flatMap(question => {
      const asked = [{ owner: pair.owner, score: 1 }]
      const { kind, agent } = router.choose({ message: question, history: [], passages: [], pairs: asked })
      if (kind === 'human') return [{ pair, question, reason: 'c’est demander une personne, qui répondra' }]
      return kind === 'agent' && pair.owner !== 'shared' && agent !== pair.owner
        ? [{ pair, question, reason: `elle nomme ${agent}, qui répondra` }]
        : []
    }),
  )
}

async function check(database: Database, agent: string | undefined): Promise<number> {
  const all = await listPairs(database)
  const pairs = agent === undefined ? all : all.filter(({ owner }) => owner === agent || owner === 'shared')
  if (pairs.every(({ owner }) => owner !== agent)) await checkOwner(agent)
  const overlaps = checkPairs(pairs.filter(({ counts }) => counts))
  print(checkLines(overlaps, await findUnreached(pairs), pairs))
  return overlaps.some(({ kind }) => kind === 'contradiction') ? exitCode.failed : exitCode.done
}

async function exportPairs(database: Database, owner: string | undefined, output: string | undefined) {
  const pairs = await listPairs(database, owner === undefined ? {} : { owner })
  if (pairs.length === 0) await checkOwner(owner)
  const csv = pairsCsv(pairs)
  if (output === undefined) process.stdout.write(csv)
  else {
    await writeFile(resolve(workingDirectory(), output), csv)
    print([`Écrit : ${output}`])
  }
  // The file itself may go to standard output.
  for (const line of exportNotes(pairs)) console.error(line)
}

async function run(): Promise<number> {
  const { action, words, agent, output, yes, help: wanted } = readArguments(process.argv.slice(2))
  if (wanted) {
    print([help])
    return exitCode.done
  }
  const database = await openBesideServer(readConfig().database)
  try {
    if (action === 'import') return await importFiles(database, words, agent)
    if (action === 'check') return await check(database, agent)
    if (action === 'export') await exportPairs(database, agent, output)
    else if (action === 'delete') await removePair(database, words[0], yes === true)
    else {
      const pairs = await listPairs(database, agent === undefined ? {} : { owner: agent })
      if (pairs.length === 0) await checkOwner(agent)
      print(pairLines(pairs, process.stdout.columns))
    }
    return exitCode.done
  } finally {
    await database.close()
  }
}

await runCommand('pairs', run)
