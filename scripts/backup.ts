// `npm run backup [-- --to <file or folder>]`: the configured database, whole, in one checked file.
import { mkdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { backUp } from '../server/database/backup/back-up.ts'
import { exitCode, readConfig, readVersion, root, workingDirectory } from './command-line.ts'
import { type OptionValues, runWithOptions } from './run-with-options.ts'
import { createTransferDisplay } from './transfer-display.ts'
import { describeTables, duration, otherLines, size } from './transfer-lines.ts'

const help = `Sauvegarder la base (embarquée ou Postgres), serveur en marche ou non :

  npm run backup                        dans backups/, un fichier par sauvegarde
  npm run backup -- --to <fichier>      ce fichier ; un plus ancien est remplacé quand le nouveau est vérifié
  npm run backup -- --to <dossier>/     un nouveau fichier dans ce dossier

Le fichier contient tout ce qui est dans la base, conversations comprises : garde-le en lieu sûr.
Pour le remettre : npm run restore -- --from <fichier>`

/** The file to write: a name with the instant in it, unless one is given. */
function toFile(given: string | undefined): string {
  const name = `chatbot-v2-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.jsonl.gz`
  if (given === undefined) return join(root, 'backups', name)
  const path = resolve(workingDirectory(), given)
  const folder = /[/\\]$/.test(given) || statSync(path, { throwIfNoEntry: false })?.isDirectory()
  return folder ? join(path, name) : path
}

const options = {
  to: { type: 'string' },
} as const

async function run(values: OptionValues<typeof options>): Promise<number> {
  const file = toFile(values.to)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const started = performance.now()
  const display = createTransferDisplay()
  const report = await backUp(readConfig().database, file, readVersion(), {
    onStart: display.start,
    onRows: (table, rows) => {
      display.step(table)
      display.add(rows)
    },
    onCheck: () => display.step('vérification'),
  }).finally(display.end)
  console.log(
    `Sauvegardé et vérifié : ${describeTables(report.tables)} · ${size(report.bytes)} en ${duration(performance.now() - started)} · ${file}`,
  )
  for (const line of otherLines(report.others, 'dans le fichier')) console.log(line)
  return exitCode.done
}

await runWithOptions('backup', help, options, run)
