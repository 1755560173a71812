import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AppDeps } from '../../../../server/http/app-deps.ts'
import { createManualTimers } from '../../../../server/testing/manual-timers.ts'
import { openTestDatabase } from '../../../../server/testing/open-test-database.ts'
import { openTestTurns, testModels } from '../../../../server/testing/open-test-turns.ts'
import { createScriptedModel, type Script } from '../../../../server/testing/scripted-model.ts'
import { createFolder } from '../../../../server/testing/start-product.ts'
import { startTestApp } from '../../../../server/testing/start-test-app.ts'

const agents = join(import.meta.dirname, '../../../../agents')
const documents = {
  audrey:
    '# Paniers\n\n## Quand relancer un panier abandonné ?\n\nUn panier abandonné se relance une heure après, puis le lendemain.',
  carole:
    '# Réels\n\n## Combien de temps doit durer un réel ?\n\nUn réel de quinze à trente secondes est souvent regardé jusqu’au bout.',
}

/** Questions whose specialist is sure. */
export const forAudrey = 'Quand relancer un panier abandonné ?'
export const forCarole = 'Combien de temps doit durer un réel ?'

/** A migrated database with a document for each specialist. */
export async function openKnowledge() {
  const folder = createFolder()
  const database = await openTestDatabase()
  const knowledge = Object.fromEntries(
    Object.entries(documents).map(([owner, text]) => {
      mkdirSync(join(folder.path, owner))
      writeFileSync(join(folder.path, owner, 'document.md'), text)
      return [owner, join(folder.path, owner)]
    }),
  )
  await openTestTurns({ database, agents, knowledge })
  folder[Symbol.dispose]()
  return database
}

/**
 * The real app and the real turn on that database; only the language model plays scripts, a call each. A script's
 * `{ wait }` lasts until `timers` are moved on.
 */
export async function openServer(
  database: AppDeps['database'],
  scripts: Script[],
  {
    messages = 10,
    windowSeconds = 60,
    ...given
  }: Partial<AppDeps> & { messages?: number; windowSeconds?: number } = {},
) {
  const timers = createManualTimers()
  const model = createScriptedModel(timers, { first: scripts })
  const rateLimit = { messages, windowSeconds }
  const { turns } = await openTestTurns({
    database,
    agents,
    knowledge: {},
    settings: { models: testModels, rateLimit },
    models: { languageModel: model, timers, random: () => 0 },
  })
  const app = await startTestApp({ database, turns, config: { rateLimit }, ...given } as Parameters<
    typeof startTestApp
  >[0])
  return Object.assign(app, { timers, model, turns })
}
