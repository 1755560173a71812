// `npm run move -- --to <DATABASE_URL>`: the embedded database into an empty Postgres.
import { move } from '../server/database/backup/move.ts'
import { parsePostgresAddress } from '../server/database/postgres-address.ts'
import { exitCode, readDataDir, readVersion, UsageError } from './command-line.ts'
import { type OptionValues, runWithOptions } from './run-with-options.ts'
import { createTransferDisplay, toRestoreProgress } from './transfer-display.ts'
import { describeTables, duration, otherLines } from './transfer-lines.ts'

const help = `Déménager de la base embarquée vers un Postgres vide (avec pgvector ; celui de Supabase aussi) :

  npm run move -- --to postgresql://utilisateur:motdepasse@hote:5432/base

Arrête le serveur d’abord. La base embarquée n’est pas changée. Interrompue, la commande se relance.`

const options = {
  to: { type: 'string' },
} as const

async function run(values: OptionValues<typeof options>): Promise<number> {
  if (values.to === undefined) throw new UsageError('Il manque --to <DATABASE_URL>.')
  if (!/^postgres(ql)?:\/\//.test(values.to))
    throw new UsageError('--to doit ressembler à postgresql://utilisateur:motdepasse@hote:5432/base.')
  parsePostgresAddress(values.to)
  const started = performance.now()
  const display = createTransferDisplay()
  const dataDir = readDataDir()
  const report = await move(dataDir, values.to, readVersion(), toRestoreProgress(display)).finally(
    display.end,
  )
  console.log(
    `Déménagé et comparé : ${describeTables(report.tables)}, identiques · ${duration(performance.now() - started)}`,
  )
  for (const line of otherLines(report.others, 'dans la base d’arrivée')) console.log(line)
  if (report.migrated.length > 0)
    console.log(`Mis à la version de ce programme : ${report.migrated.join(', ')}`)
  console.log(`Mets maintenant ceci dans .env, puis démarre le serveur :

DATABASE_URL=${values.to}

La base embarquée est restée dans ${dataDir} : supprime-la quand tout va bien.`)
  return exitCode.done
}

await runWithOptions('move', help, options, run)
