// `npm run restore -- --from <file>`: fills the configured database with a backup, and compares.
import { resolve } from 'node:path'
import { restore } from '../server/database/backup/restore.ts'
import { exitCode, readConfig, UsageError, workingDirectory } from './command-line.ts'
import { confirm } from './confirm.ts'
import { type OptionValues, runWithOptions } from './run-with-options.ts'
import { createTransferDisplay, toRestoreProgress } from './transfer-display.ts'
import { describeTables, duration, erasedLines } from './transfer-lines.ts'

const help = `Restaurer une sauvegarde dans la base configurée (embarquée ou Postgres), qui doit être vide :

  npm run restore -- --from <fichier>

  --replace            remplacer ce que la base contient (embarquée : l’ancienne est gardée à côté)
  --erasures <fichier> effacer aussi les visiteuses de cette liste (npm run visitor -- erasures), ou d’une
                       sauvegarde plus récente
  --yes                avec --replace, ne pas demander

Arrête le serveur d’abord. Tout est restauré et comparé avec le fichier, ou rien n’est changé.`

const options = {
  from: { type: 'string' },
  erasures: { type: 'string' },
  replace: { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
} as const

async function run(values: OptionValues<typeof options>): Promise<number> {
  if (values.from === undefined) throw new UsageError('Il manque --from <fichier>.')
  const { database: target } = readConfig()
  const toPath = (path: string) => resolve(workingDirectory(), path)
  if (
    values.replace &&
    !values.yes &&
    !(await confirm(
      'Remplacer tout ce que la base contient par cette sauvegarde ?',
      'Pour remplacer une base sans terminal, ajoute --yes.',
    ))
  ) {
    console.log('Rien n’a été changé.')
    return exitCode.done
  }
  const started = performance.now()
  const display = createTransferDisplay()
  const report = await restore({
    target,
    file: toPath(values.from),
    erasuresFile: values.erasures === undefined ? undefined : toPath(values.erasures),
    replace: values.replace === true,
    progress: toRestoreProgress(display),
  }).finally(display.end)
  console.log(
    `Restauré et comparé avec la sauvegarde du ${report.header.created_at} : ${describeTables(report.tables)}, identiques · ${duration(performance.now() - started)}`,
  )
  for (const line of erasedLines(report.erased)) console.log(line)
  if (report.migrated.length > 0)
    console.log(`Mis à la version de ce programme : ${report.migrated.join(', ')}`)
  if (report.keptIn !== null)
    console.log(`L’ancienne base est gardée dans ${report.keptIn} : supprime-la quand tout va bien.`)
  return exitCode.done
}

await runWithOptions('restore', help, options, run)
