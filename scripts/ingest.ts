// `npm run ingest -- <file, folder or address>… --agent <owner>`: loads documents into the configured database.
import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { MultiBar, Presets } from 'cli-progress'
import type { EmbedChunks } from '../server/ingest/embed-chunks.ts'
import { ingestFiles } from '../server/ingest/ingest-files.ts'
import { type DocumentOutcome, IngestUsageError } from '../server/ingest/ingest-report.ts'
import { ingestWeb } from '../server/ingest/web/ingest-web.ts'
import { runWebJob } from '../server/ingest/web/web-job.ts'
import type { Database } from '../server/ports/database.ts'
import { openWebFetcher } from '../server/web-settings.ts'
import {
  exitCode,
  findOwners,
  openConfiguredDatabase,
  readConfig,
  readVersion,
  runCommand,
  UsageError,
  workingDirectory,
} from './command-line.ts'
import { connectEmbedder } from './connect-embedder.ts'
import { type IngestArguments, ingestHelp, parseIngestArguments } from './ingest-arguments.ts'
import { documentLine, summaryLines } from './ingest-lines.ts'
import { busyLine, webLines } from './web-lines.ts'

interface Display {
  show(progress: { done: number; total: number; document: DocumentOutcome | null }): void
  end(): void
}

/** Lines only: for a log, a pipe, a scheduler. */
function createLineDisplay(): Display {
  return {
    show({ document }) {
      if (document) console.log(documentLine(document))
    },
    end() {},
  }
}

/** Lines above a bar that stays at the foot of the terminal. */
function createBarDisplay(): Display {
  const bars = new MultiBar(
    {
      format: '{bar} {value}/{total} documents',
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: false,
    },
    Presets.shades_grey,
  )
  const bar = bars.create(1, 0)
  return {
    show({ done, total, document }) {
      if (document) bars.log(`${documentLine(document)}\n`)
      bar.setTotal(Math.max(total, 1))
      bar.update(done)
    },
    end() {
      // Lines wait for the next drawing, ten times a second: the last ones must not wait for ever.
      bars.update()
      bars.stop()
    },
  }
}

/** Reads addresses of the web, one after the other. */
async function ingestAddresses(
  { starts, scope, maxPages }: NonNullable<IngestArguments['web']>,
  request: IngestArguments,
  run: { database: Database; embedding: EmbedChunks | undefined; signal: AbortSignal; display: Display },
): Promise<number> {
  const { agent, tags, category, priority, dryRun, prune } = request
  const { web, siteUrl } = readConfig()
  const fetcher = openWebFetcher(web, { version: readVersion(), siteUrl })
  let code: number = exitCode.done
  try {
    for (const start of starts) {
      const source = { start, scope, max_pages: maxPages, tags, category, priority }
      const read = () =>
        ingestWeb({
          ...run,
          fetcher,
          agent,
          source,
          delayMilliseconds: web.delaySeconds * 1000,
          dryRun,
          gone: prune ? 'remove' : 'keep',
          onProgress: run.display.show,
          now: () => performance.now(),
          wait: milliseconds => delay(milliseconds, undefined, { signal: run.signal }),
        }).finally(run.display.end)
      // What writes nothing keeps nobody waiting.
      const job = { database: run.database, everySeconds: 0, origin: { owner: agent, source } }
      const report = dryRun ? await read() : (await runWebJob(job, read)).report
      if (report === undefined) {
        console.log(busyLine(start))
        code = exitCode.failed
        continue
      }
      for (const line of [...webLines(report), ...summaryLines(report, agent)]) console.log(line)
      if (report.interrupted) return exitCode.interrupted
      if (report.documents.some(({ outcome }) => outcome === 'failed')) code = exitCode.failed
    }
  } finally {
    fetcher.close()
  }
  return code
}

async function ingest(): Promise<number> {
  const request = parseIngestArguments(process.argv.slice(2), await findOwners())
  if (request.help) {
    console.log(ingestHelp)
    return exitCode.done
  }
  const interrupt = new AbortController()
  const { embedding, close } = await connectEmbedder(interrupt.signal)
  const database = await openConfiguredDatabase()
  const display = process.stdout.isTTY ? createBarDisplay() : createLineDisplay()
  const onInterrupt = () => interrupt.abort()
  process.on('SIGINT', onInterrupt).on('SIGTERM', onInterrupt)
  try {
    if (request.web) {
      const { signal } = interrupt
      return await ingestAddresses(request.web, request, { database, embedding, signal, display })
    }
    const report = await ingestFiles({
      ...request,
      database,
      embedding,
      paths: request.paths.map(path => resolve(workingDirectory(), path)),
      signal: interrupt.signal,
      onProgress: display.show,
    }).finally(display.end)
    for (const line of summaryLines(report, request.agent)) console.log(line)
    if (report.interrupted) return exitCode.interrupted
    return report.documents.some(({ outcome }) => outcome === 'failed') ? exitCode.failed : exitCode.done
  } catch (error) {
    throw error instanceof IngestUsageError ? new UsageError(error.message) : error
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt)
    await Promise.all([database.close(), close()])
  }
}

await runCommand('ingest', ingest)
