// `npm run embed`: gives an embedding to every chunk that has none, and switches to another model once all have its.
import { setTimeout as delay } from 'node:timers/promises'
import { Presets, SingleBar } from 'cli-progress'
import { openBesideServer } from '../server/database/open-beside.ts'
import { fillEmbeddings } from '../server/embed/fill-embeddings.ts'
import { type EmbeddingStatus, embeddingStatus } from '../server/operations/embedding-status.ts'
import type { Database } from '../server/ports/database.ts'
import { type Embedder, embeddingSpace } from '../server/ports/embedder.ts'
import { createProviders } from '../server/providers/create-providers.ts'
import { embeddingCost } from '../server/providers/prices/cost-of.ts'
import { readPrices } from '../server/providers/prices/read-prices.ts'
import { exitCode, readConfig, UsageError } from './command-line.ts'
import { confirm } from './confirm.ts'
import { failureLine, outcomeLines, planLines } from './embed-lines.ts'
import { count } from './ingest-lines.ts'
import { type OptionValues, runWithOptions } from './run-with-options.ts'

const help = `Calculer les embeddings qui manquent (recherche par le sens), serveur en marche ou non :

  npm run embed              montre combien, ce que ça coûte, et demande
  npm run embed -- --yes     sans demander
  npm run embed -- --dry-run montre seulement

Il reprend où il s’est arrêté. Pour changer de modèle : EMBEDDING_MODEL dans .env, puis npm run embed. La recherche garde
l’ancien modèle jusqu’à ce que tout soit rempli, puis passe au nouveau d’un coup. Voir docs/models.md.`

interface Display {
  start(): void
  show(done: number): void
  say(line: string): void
  end(): void
}

/** A bar on a terminal, a line now and then elsewhere. */
function createDisplay(total: number): Display {
  if (!process.stdout.isTTY) {
    let next = 1000
    return {
      start: () => undefined,
      show(done) {
        if (done < next) return
        next = done + 1000
        console.log(`${count(done, 'extrait')} sur ${total}`)
      },
      say: line => console.log(line),
      end: () => undefined,
    }
  }
  const bar = new SingleBar(
    {
      format: '{bar} {percentage} % · {value}/{total} extraits · {eta_formatted} {note}',
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: false,
    },
    Presets.shades_grey,
  )
  return {
    start: () => bar.start(Math.max(total, 1), 0, { note: '' }),
    show: done => bar.update(Math.min(done, Math.max(total, 1)), { note: '' }),
    say: note => bar.update({ note: `· ${note}` }),
    end: () => bar.stop(),
  }
}

async function fill(
  database: Database,
  embedder: Embedder,
  status: EmbeddingStatus,
  priceOf: (tokens: number) => number | null,
): Promise<number> {
  const interrupt = new AbortController()
  const onInterrupt = () => interrupt.abort()
  process.on('SIGINT', onInterrupt).on('SIGTERM', onInterrupt)
  const display = createDisplay(status.missing)
  display.start()
  try {
    const outcome = await fillEmbeddings({
      database,
      embedder,
      priceOf,
      signal: interrupt.signal,
      wait: milliseconds => delay(milliseconds, undefined, { signal: interrupt.signal }),
      random: Math.random,
      onProgress: ({ done }) => display.show(done),
      onPause: (milliseconds, error) =>
        display.say(`pause de ${Math.ceil(milliseconds / 1000)} s : ${failureLine(error)}`),
      onWaiting: () =>
        display.say('un autre processus remplit, ou vient d’être arrêté : j’attends (une minute au plus)'),
    }).finally(display.end)
    for (const line of outcomeLines(embeddingSpace(embedder), status, outcome)) console.log(line)
    if (outcome.kind === 'interrupted') return exitCode.interrupted
    return outcome.kind === 'done' ? exitCode.done : exitCode.failed
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt)
  }
}

const options = {
  yes: { type: 'boolean', short: 'y' },
  'dry-run': { type: 'boolean' },
} as const

async function run(values: OptionValues<typeof options>): Promise<number> {
  const config = readConfig()
  const providers = await createProviders(config.providers)
  try {
    const { embedder } = providers
    if (embedder === undefined)
      throw new UsageError(
        'Aucun modèle d’embeddings n’est configuré : mets OPENAI_API_KEY dans .env (docs/models.md).',
      )
    const { prices } = readPrices()
    // A model on this machine is paid to nobody.
    const isLocal = config.providers.transformers !== undefined
    const priceOf = (tokens: number) => (isLocal ? 0 : embeddingCost(embedder.model, tokens, prices))
    const database = await openBesideServer(config.database)
    try {
      const model = embeddingSpace(embedder)
      const status = await embeddingStatus(database, { model })
      for (const line of planLines(model, status, priceOf(status.tokens))) console.log(line)
      const changes = status.active !== model
      if (values['dry-run'] || (status.missing === 0 && !changes)) return exitCode.done
      const sure =
        values.yes || status.missing === 0 || (await confirm('Continuer ?', 'Sans terminal, ajoute --yes.'))
      if (!sure) {
        console.log('Rien n’a été fait.')
        return exitCode.done
      }
      return await fill(database, embedder, status, priceOf)
    } finally {
      await database.close()
    }
  } finally {
    await providers.close()
  }
}

await runWithOptions('embed', help, options, run)
