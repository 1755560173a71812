// `npm run visitor -- export|erase --user-id X`, `-- find "words"`, `-- erasures`: what the law gives a visitor.
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { openBesideServer } from '../server/database/open-beside.ts'
import { countVisitor, type VisitorCounts } from '../server/operations/count-visitor.ts'
import { eraseVisitor } from '../server/operations/erase-visitor.ts'
import { exportVisitor } from '../server/operations/export-visitor.ts'
import { findVisitors } from '../server/operations/find-visitors.ts'
import { listErasures } from '../server/operations/list-erasures.ts'
import type { Database } from '../server/ports/database.ts'
import { exitCode, readConfig, runCommand, UsageError, workingDirectory } from './command-line.ts'
import { confirm } from './confirm.ts'
import { count } from './ingest-lines.ts'
import { parseOptions } from './parse-options.ts'
import { printable } from './printable.ts'

const help = `Les droits d’une visiteuse (accès, effacement), serveur en marche ou non :

  npm run visitor -- find "ce qu’elle a écrit"               son id, par une phrase de ses conversations
  npm run visitor -- export --user-id <id> [--to <fichier>]  toutes ses données, en JSON
  npm run visitor -- erase --user-id <id> [--yes]            tout effacer (--yes : sans demander)
  npm run visitor -- erasures [--to <fichier>]               la liste des effacements, pour npm run restore

L’id est le numéro de visiteuse (user_id) : celui que ta page donne au chat, ou celui qu’il a tiré au hasard.`

const actions = ['find', 'export', 'erase', 'erasures'] as const
/** Most messages that `find` shows. */
const mostFound = 20
type Action = (typeof actions)[number]

interface Arguments {
  action: Action
  userId: string
  /** What `find` looks for. */
  text: string
  to: string | undefined
  yes: boolean
}

function parseVisitorArguments(args: readonly string[]): Arguments | null {
  const { values, positionals } = parseOptions(
    args,
    {
      'user-id': { type: 'string' },
      to: { type: 'string' },
      yes: { type: 'boolean', short: 'y' },
      help: { type: 'boolean', short: 'h' },
    },
    { words: 2 },
  )
  if (values.help) return null
  const action = actions.find(each => each === positionals[0])
  if (action === undefined) throw new UsageError('Que faire ? find, export, erase ou erasures.')
  const userId = values['user-id'] ?? ''
  const text = positionals[1] ?? ''
  if (action === 'find' && text.trim() === '')
    throw new UsageError('Il manque ce qu’il faut chercher : npm run visitor -- find "ses mots"')
  if (action !== 'find' && text !== '') throw new UsageError(`Mot en trop : ${text}`)
  if (userId === '' && (action === 'export' || action === 'erase'))
    throw new UsageError('Il manque --user-id <id>.')
  return { action, userId, text, to: values.to, yes: values.yes === true }
}

interface FoundRows extends VisitorCounts {
  /** Rows that a conversion of an older version set aside. */
  unconverted: number
}

/** How many rows of a visitor there are, whatever table they stand in. */
async function findRows(database: Database, userId: string): Promise<FoundRows> {
  const counts = await countVisitor(database, { userId })
  const { unconverted_rows } = await exportVisitor(database, { userId })
  return { ...counts, unconverted: unconverted_rows.length }
}

function isNothing({ users, conversations, messages, unconverted }: FoundRows): boolean {
  return users + conversations + messages + unconverted === 0
}

function describe({ users, conversations, messages, unconverted }: FoundRows): string {
  const known = [count(users, 'fiche'), count(conversations, 'conversation'), count(messages, 'message')]
  if (unconverted > 0) known.push(count(unconverted, 'ligne non convertie', 'lignes non converties'))
  return known.join(', ')
}

/** Into a file for the owner's eyes only, or on standard output. */
function put(value: unknown, to: string | undefined, what: string): void {
  const text = `${JSON.stringify(value, null, 2)}\n`
  if (to === undefined) {
    process.stdout.write(text)
    return
  }
  const file = resolve(workingDirectory(), to)
  writeFileSync(file, text, { mode: 0o600 })
  console.log(`${what} · ${file}`)
}

async function exportAll(database: Database, { userId, to }: Arguments): Promise<number> {
  const found = await exportVisitor(database, { userId })
  if (found.user === null && found.conversations.length === 0 && found.unconverted_rows.length === 0) {
    process.stderr.write(`Rien n’est enregistré pour « ${printable(userId)} ».\n`)
    return exitCode.failed
  }
  const counts = await countVisitor(database, { userId })
  put(found, to, `Exporté : ${describe({ ...counts, unconverted: found.unconverted_rows.length })}`)
  return exitCode.done
}

async function find(database: Database, { text }: Arguments): Promise<number> {
  const found = await findVisitors(database, { text, limit: mostFound })
  if (found.length === 0) {
    process.stderr.write(`Aucun message ne dit « ${printable(text)} ».\n`)
    return exitCode.failed
  }
  for (const [userId, messages] of Map.groupBy(found, ({ user_id }) => user_id)) {
    console.log(printable(userId))
    for (const { role, content, created_at } of messages) {
      const who = role === 'user' ? 'elle' : 'réponse'
      console.log(`  ${created_at.slice(0, 16).replace('T', ' ')} UTC · ${who} : ${excerpt(content, text)}`)
    }
  }
  if (found.length === mostFound) console.log(`Seuls les ${mostFound} derniers messages sont montrés.`)
  return exitCode.done
}

/** What stands around the words that were looked for, on one line. */
function excerpt(content: string, text: string): string {
  const at = Math.max(0, content.toLowerCase().indexOf(text.toLowerCase()))
  const [from, to] = [Math.max(0, at - 40), at + text.length + 40]
  const part = content.slice(from, to).replace(/\s+/g, ' ').trim()
  return printable(`${from > 0 ? '… ' : ''}${part}${to < content.length ? ' …' : ''}`)
}

async function erase(database: Database, { userId, yes }: Arguments): Promise<number> {
  const found = await findRows(database, userId)
  const name = `« ${printable(userId)} »`
  const question = `Effacer tout de ${name} : ${describe(found)}, sans retour possible ?`
  if (!yes && !(await confirm(question, 'Pour effacer sans terminal, ajoute --yes.'))) {
    console.log('Rien n’a été effacé.')
    return exitCode.done
  }
  const erased = await eraseVisitor(database, { userId })
  const left = await findRows(database, userId)
  if (!isNothing(left)) {
    process.stderr.write(
      `${name} a écrit pendant l’effacement, il reste ${describe(left)} : relance la commande.\n`,
    )
    return exitCode.failed
  }
  if (isNothing({ ...erased, unconverted: found.unconverted }) && isNothing(found)) {
    console.log(
      `Rien n’était enregistré pour ${name}. L’effacement est noté : une sauvegarde plus ancienne qui connaît cet id est effacée à sa restauration.`,
    )
    return exitCode.done
  }
  console.log(
    `Effacé : ${describe({ ...erased, unconverted: found.unconverted })} de ${name} ; vérifié, il ne reste rien. Les statistiques de ses messages partent avec eux.`,
  )
  console.log(
    'Les sauvegardes d’avant l’ont encore : refais-en une (npm run backup) et supprime les anciennes quand tu peux. Une restauration rejoue les effacements que la sauvegarde connaît ; avec une plus ancienne, ajoute --erasures.',
  )
  return exitCode.done
}

async function run(): Promise<number> {
  const request = parseVisitorArguments(process.argv.slice(2))
  if (request === null) {
    console.log(help)
    return exitCode.done
  }
  const database = await openBesideServer(readConfig().database)
  try {
    if (request.action === 'find') return await find(database, request)
    if (request.action === 'export') return await exportAll(database, request)
    if (request.action === 'erase') return await erase(database, request)
    const list = await listErasures(database)
    put(list, request.to, count(list.erasures.length, 'effacement'))
    return exitCode.done
  } finally {
    await database.close()
  }
}

await runCommand('visitor', run)
