import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { exitCode, readConfig, root, UsageError, workingDirectory } from '../../scripts/command-line.ts'
import { foldText } from '../../server/agents/fold-text.ts'
import { loadTeam } from '../../server/agents/load-team.ts'
import type { Persona } from '../../server/agents/persona.ts'
import { openBesideServer } from '../../server/database/open-beside.ts'
import { listDocuments } from '../../server/operations/list-documents.ts'
import { createProviders } from '../../server/providers/create-providers.ts'
import { createAsker } from './ask-product.ts'
import { type GoldenOutcome, goldenLines } from './golden-lines.ts'
import { isDocument, judgeGolden, passes } from './judge-golden.ts'
import { type CsvCase, GoldenCsvError, readGoldenCsv } from './read-golden-csv.ts'
import { createReadingDatabase } from './reading-database.ts'

/** Asks a database every question of a table, as a visitor would, and compares; nothing is stored. */
export async function scoreGoldenCases(
  cases: readonly CsvCase[],
  product: Parameters<typeof createAsker>[0],
): Promise<GoldenOutcome[]> {
  const stored = await listDocuments(product.database)
  const ask = createAsker(product)
  const outcomes: GoldenOutcome[] = []
  for (const given of cases) {
    const wanted = { ...given, agent: toId(given.agent, product.personas) }
    const { document } = wanted
    const asked = await ask(wanted.question)
    outcomes.push({
      wanted,
      asked,
      verdict: judgeGolden(wanted, asked),
      documentStored:
        document === null
          ? null
          : stored.some(({ owner, filename, title, url }) =>
              isDocument(document, {
                path: `${owner}/${filename}`,
                filename,
                title,
                url,
              }),
            ),
    })
  }
  return outcomes
}

/** A specialist by her id or her name, as people type it; what was written where there is none. */
function toId(agent: string | null, personas: readonly Persona[]): string | null {
  if (agent === null) return null
  return personas.find(({ id, name }) => [id, name].some(known => foldText(known) === agent))?.id ?? agent
}

/**
 * `npm run eval -- golden questions.csv`: the operator's questions against her database (`.env`), by words alone, or
 * by meaning too with her OpenAI key. Prints a French table; 1 when a question fails.
 */
export async function scoreGoldenFile(file: string): Promise<number> {
  const cases = readCases(resolve(workingDirectory(), file))
  const config = readConfig()
  const { team, personas } = await loadTeam(join(root, 'agents'))
  const { embedder, close } = await createProviders(config.providers)
  const database = createReadingDatabase(await openBesideServer(config.database))
  try {
    const outcomes = await scoreGoldenCases(cases, {
      database,
      team,
      personas,
      threshold: config.routingConfidence,
      initialResults: config.search.initialResults,
      embedder,
    })
    console.log(goldenLines(outcomes, personas).join('\n'))
    return outcomes.every(({ verdict }) => passes(verdict)) ? exitCode.done : exitCode.failed
  } finally {
    await Promise.all([close(), database.close()])
  }
}

function readCases(path: string): CsvCase[] {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch {
    throw new UsageError(`Le fichier ${path} ne peut pas être lu.`)
  }
  try {
    return readGoldenCsv(bytes)
  } catch (error) {
    throw error instanceof GoldenCsvError ? new UsageError(error.problems.join('\n')) : error
  }
}
