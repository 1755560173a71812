import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRouter } from '../../server/agents/choose-agent.ts'
import { loadTeam } from '../../server/agents/load-team.ts'
import { ingestFiles } from '../../server/ingest/ingest-files.ts'
import { searchKnowledge } from '../../server/operations/search-knowledge.ts'
import { createRandom } from '../../server/testing/create-random.ts'
import { openTestDatabase } from '../../server/testing/open-test-database.ts'
import { errorOf, measured, type SetResult, shareOf } from '../figure.ts'
import { DataError, fingerprintOf } from '../read-rows.ts'
import { percentile } from '../scorers/ranking.ts'
import type { Suite, SuiteContext } from '../suite.ts'
import { loadLabelledSet } from './routing.ts'

/** Which of our specialists a folder of `persona-docs` is for. */
const owners: Record<string, string> = {
  'marketing-web-tools': 'audrey',
  'social-communication-design': 'carole',
}
const headingsEach = 120
const outsideEach = 60

export const documentsSuite: Suite = {
  name: 'documents',
  title: 'Routing with real documents loaded',
  about:
    'Headings of the documents, one word in five left out, asked as questions: who owns the document is who should answer. Beside them messages that are nobody’s business (of the labelled sets).',
  sets: context =>
    (context.sets?.personaDocs ?? []).map(({ name, folder }) => ({
      name,
      score: async () => [await scoreFolder(folder, name, context)],
    })),
}

async function scoreFolder(folder: string, name: string, context: SuiteContext): Promise<SetResult> {
  const folders = Object.entries(owners).filter(([directory]) => existsSync(join(folder, directory)))
  if (folders.length < 2)
    throw new DataError(`${folder}: needs the folders ${Object.keys(owners).join(' and ')}`)
  const { team, personas } = await loadTeam(join(context.root, 'agents'))
  const router = createRouter({ team, personas, threshold: 0.7 })
  const headings = folders.map(([directory, owner]) => ({
    owner,
    asked: readHeadings(join(folder, directory)),
  }))
  const outside = readOutside(context)
  const counts = { asked: 0, leading: 0, answered: 0, right: 0, letIn: 0 }
  const milliseconds: number[] = []
  const database = await openTestDatabase()
  try {
    for (const [directory, agent] of folders)
      await ingestFiles({ database, paths: [join(folder, directory)], agent })
    const choose = async (message: string) => {
      const begun = performance.now()
      const agents = personas.map(({ id }) => id)
      const passages = await searchKnowledge(database, { query: message, agents, limit: 20 })
      const decision = router.choose({ message, history: [], passages })
      milliseconds.push(performance.now() - begun)
      return decision
    }
    for (const { owner, asked } of headings)
      for (const message of asked) {
        const decision = await choose(message)
        counts.asked++
        if (decision.candidates[0] === owner) counts.leading++
        if (decision.kind !== 'agent') continue
        counts.answered++
        if (decision.agent === owner) counts.right++
      }
    for (const message of outside) if ((await choose(message)).kind === 'agent') counts.letIn++
  } finally {
    await database.close()
  }
  const share = (some: number, all: number) => (all === 0 ? null : some / all)
  return {
    suite: 'documents',
    set: name,
    size: `${counts.asked} headings, ${outside.length} others`,
    fingerprint: fingerprintOf(headings, outside),
    figures: [
      shareOf('owner leads', share(counts.leading, counts.asked), counts.asked),
      shareOf('answered', share(counts.answered, counts.asked), counts.asked),
      shareOf('right of answered', share(counts.right, counts.answered), counts.answered),
      errorOf('others let in', share(counts.letIn, outside.length), outside.length),
      measured('p50 ms', percentile(milliseconds, 0.5)),
      measured('p95 ms', percentile(milliseconds, 0.95)),
    ],
    notes: [],
  }
}

/** Headings of four words or more, in a seeded order, each word kept four times in five. */
function readHeadings(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true })
    .map(String)
    .filter(name => name.endsWith('.md'))
    .sort()
  const headings = files.flatMap(name =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter(line => /^#{1,4} /.test(line))
      .map(line => line.replace(/[*_`{}#]/g, '').trim())
      .filter(heading => heading.split(/\s+/).length >= 4 && heading.length < 110),
  )
  const random = createRandom(7)
  const shuffled = [...new Set(headings)]
    .map(heading => ({ heading, order: random() }))
    .sort((one, other) => one.order - other.order)
  return shuffled.slice(0, headingsEach).map(({ heading }) =>
    heading
      .split(' ')
      .filter(() => random() > 0.2)
      .join(' '),
  )
}

/** Messages that are nobody's business, of every labelled set that has some. */
function readOutside({ sets }: SuiteContext): string[] {
  return (sets?.intents ?? []).flatMap(files => {
    const { test, outside } = loadLabelledSet(files)
    const others = test.filter(({ label }) => outside !== null && label === outside)
    return others.slice(0, outsideEach).map(({ text }) => text)
  })
}
