// `npm run setup`: asks what matters, tries it, and writes .env.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseConfig } from '../server/config.ts'
import { ConfigError } from '../server/config-error.ts'
import { readEnvironment } from '../server/read-environment.ts'
import { exitCode, root, UsageError } from './command-line.ts'
import { checkProviders } from './doctor/check-providers.ts'
import { type Finding, findingLines, isWell } from './doctor/finding.ts'
import { openForInspection } from './doctor/open-for-inspection.ts'
import { type OptionValues, runWithOptions } from './run-with-options.ts'
import { AnswerError, askAll, type Given } from './setup/ask-all.ts'
import { type Dialogue, Interrupted, openDialogue } from './setup/dialogue.ts'
import { readEnvFile, withValues, writePrivately } from './setup/env-file.ts'
import { shown } from './setup/questions.ts'

const help = `Régler le chat en cinq questions, et écrire .env (lisible par toi seule) :

  npm run setup                     pose les questions, essaie les clés, montre ce qui change, demande, écrit
  npm run setup -- --site https://exemple.fr --database postgresql://… --openrouter-key sk-or-v1-… --yes
                                    sans question : ce qui n’est pas donné reste comme il est

  --site <adresses>        les pages qui montrent le chat     --openrouter-key <clé>   qui écrit les réponses
  --database <adresse>     Postgres, ou Supabase (https://…)  --openai-key <clé>       recherche par le sens
  --supabase-key <clé>     la clé secrète de Supabase         --cohere-key <clé>       reclassement
  --budget <euros>         par mois                           --no-check               sans essayer les clés
  --yes                    n’écrit sans demander que ce qui manque ; --replace change aussi ce qui est là

Ce que .env contient déjà y reste, commentaires compris. Une clé donnée en option reste dans l’historique de ton terminal :
les questions ne la montrent pas. Tout se change ensuite dans .env ; npm run doctor vérifie.`

const options = {
  site: { type: 'string' },
  database: { type: 'string' },
  'supabase-key': { type: 'string' },
  'openrouter-key': { type: 'string' },
  'openai-key': { type: 'string' },
  'cohere-key': { type: 'string' },
  budget: { type: 'string' },
  yes: { type: 'boolean' },
  replace: { type: 'boolean' },
  'no-check': { type: 'boolean' },
} as const

type Values = Record<string, string>

const isSecret = (name: string) => /_KEY$/.test(name)

/** The keys and the database, tried as `npm run doctor` does. */
async function tryOut(values: Values): Promise<Finding[]> {
  const config = parseConfig(values)
  const providers = checkProviders(config)
  const opened = config.database.driver === 'embedded' ? null : await openForInspection(config.database)
  if (opened?.kind === 'open') await opened.database.close()
  const about = { id: 'database', section: 'Base de données' } as const
  const database: Finding[] =
    opened === null
      ? []
      : [
          opened.kind === 'failed'
            ? { ...about, state: 'error', text: opened.problem }
            : { ...about, state: 'ok', text: 'la base répond, et convient' },
        ]
  return [...database, ...(await providers)]
}

function changeLines(changes: Values, before: Values): string[] {
  return Object.entries(changes).map(([name, value]) => {
    const was = before[name] === undefined ? '' : ` (avant : ${shown(before[name], isSecret(name))})`
    return value === '' ? `  ${name} enlevé${was}` : `  ${name}=${shown(value, isSecret(name))}${was}`
  })
}

/** Whether to write: a person says it; without one, what is there is changed with `--replace` only. */
async function mayWrite(
  changes: Values,
  before: Values,
  {
    dialogue,
    yes,
    replace,
    well,
  }: { dialogue: Dialogue | null; yes: boolean; replace: boolean; well: boolean },
): Promise<boolean> {
  if (dialogue === null || yes) {
    const kept = Object.keys(changes).filter(name => before[name] !== undefined)
    if (kept.length > 0 && !replace)
      throw new UsageError(`.env a déjà ${kept.join(', ')} : ajoute --replace pour changer ce qui est là.`)
    if (!well)
      throw new UsageError('Rien n’a été écrit : corrige, ou ajoute --no-check pour écrire quand même.')
    return true
  }
  const question = well
    ? 'Écrire .env ? (O/n) '
    : 'Quelque chose ne marche pas. Écrire .env quand même ? (o/N) '
  const answer = await dialogue.ask(question)
  return answer === '' ? well : /^o(ui)?$/i.test(answer)
}

/** Before anything is asked: what is no `.env` cannot be written into. */
function readWell(file: string): ReturnType<typeof readEnvFile> {
  const read = readEnvFile(file)
  readEnvironment(dirname(file), {})
  return read
}

async function run(values: OptionValues<typeof options>): Promise<number> {
  const { yes = false, replace = false, 'no-check': unchecked = false, ...given } = values
  const file = join(process.cwd(), '.env')
  const { text, values: before } = readWell(file)
  const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true
  if (!interactive && !yes) throw new UsageError('Sans terminal, donne tes réponses en options, et --yes.')
  const dialogue = interactive && !yes ? openDialogue(process.stdin, process.stdout) : null
  try {
    dialogue?.say('chatbot-v2 · cinq questions, puis tu peux démarrer. Entrée garde ce qui est proposé.')
    const changes = await askAll(before, given as Given, dialogue)
    const after = Object.fromEntries(
      Object.entries({ ...before, ...changes }).filter(([, value]) => value !== ''),
    )
    parseConfig(after) // what else is wrong in the file is said before anything is written
    const findings = unchecked ? [] : await tryOut(after)
    if (findings.length > 0) console.log(`\n${findingLines(findings).slice(0, -1).join('\n')}`)
    if (text !== null && Object.keys(changes).length === 0) {
      console.log('Rien à changer dans .env.')
      return isWell(findings) ? exitCode.done : exitCode.failed
    }
    const lines = changeLines(changes, before)
    const what = lines.length === 0 ? '  (les valeurs par défaut)' : lines.join('\n')
    console.log(`${text === null ? 'À écrire' : 'À changer'} dans .env :\n${what}`)
    if (!(await mayWrite(changes, before, { dialogue, yes, replace, well: isWell(findings) }))) {
      console.log('Rien n’a été écrit.')
      return exitCode.failed
    }
    writePrivately(file, withValues(text ?? readFileSync(join(root, '.env.example'), 'utf8'), changes))
    console.log('.env est écrit, lisible par toi seule. Démarrer : npm start. Vérifier : npm run doctor.')
    return exitCode.done
  } catch (error) {
    if (error instanceof AnswerError) throw new UsageError(error.problems.join('\n'))
    if (error instanceof ConfigError) throw new UsageError(`.env : ${error.problems.join('\n')}`)
    if (!(error instanceof Interrupted)) throw error
    console.log('\nRien n’a été écrit.')
    return exitCode.interrupted
  } finally {
    dialogue?.close()
  }
}

await runWithOptions('setup', help, options, run)
