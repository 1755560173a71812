// `npm run eval -- documents`: routing with real documents loaded. Headings of the documents, one word in five left
// out, are asked as questions; who owns the document is who should answer. Questions of other subjects stand beside.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRouter } from '../server/agents/choose-agent.ts'
import { loadTeam } from '../server/agents/load-team.ts'
import { ingestFiles } from '../server/ingest/ingest-files.ts'
import { searchKnowledge } from '../server/operations/search-knowledge.ts'
import { createRandom } from '../server/testing/create-random.ts'
import { openTestDatabase } from '../server/testing/open-test-database.ts'
import { dataFolder } from './data-folder.ts'

const owners = { audrey: 'marketing-web-tools', carole: 'social-communication-design' }
const headingsEach = 120

/** Loads the documents of EVAL_DATA, routes, and prints a Markdown table. */
export async function run(): Promise<void> {
  const root = join(import.meta.dirname, '..')
  const data = dataFolder()
  const { team, personas } = await loadTeam(join(root, 'agents'))
  const router = createRouter({ team, personas, threshold: 0.7 })
  const database = await openTestDatabase()
  const counts = { asked: 0, leading: 0, answered: 0, right: 0, outside: 0, letIn: 0 }
  try {
    for (const [agent, folder] of Object.entries(owners)) {
      await ingestFiles({ database, paths: [join(data, 'persona-docs', folder)], agent })
    }
    const choose = async (message: string) => {
      const agents = Object.keys(owners)
      const passages = await searchKnowledge(database, { query: message, agents, limit: 20 })
      return router.choose({ message, history: [], passages })
    }
    for (const [owner, folder] of Object.entries(owners)) {
      for (const message of readHeadings(join(data, 'persona-docs', folder))) {
        const decision = await choose(message)
        counts.asked++
        if (decision.candidates[0] === owner) counts.leading++
        if (decision.kind !== 'agent') continue
        counts.answered++
        if (decision.agent === owner) counts.right++
      }
    }
    for (const message of readOutside(join(data, 'intents/fr-routing/test.jsonl'))) {
      counts.outside++
      if ((await choose(message)).kind === 'agent') counts.letIn++
    }
  } finally {
    await database.close()
  }
  const share = (part: number, whole: number) => (part / whole).toFixed(3)
  console.log('| headings asked | owner leads | answered | right of answered | other subjects let in |')
  console.log('| --- | --- | --- | --- | --- |')
  console.log(
    `| ${counts.asked} | ${share(counts.leading, counts.asked)} | ${share(counts.answered, counts.asked)} | ${share(counts.right, counts.answered)} | ${share(counts.letIn, counts.outside)} of ${counts.outside} |`,
  )
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
    .sort((a, b) => a.order - b.order)
  return shuffled.slice(0, headingsEach).map(({ heading }) =>
    heading
      .split(' ')
      .filter(() => random() > 0.2)
      .join(' '),
  )
}

/** Questions that are none of the two specialists': trivia, the home, the administration. */
function readOutside(file: string): string[] {
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { text: string; route: string })
  const of = (routes: string[]) => rows.filter(({ route }) => routes.includes(route)).slice(0, 60)
  return [...of(['hors-perimetre']), ...of(['maison-connectee', 'demarches-administratives'])].map(
    ({ text }) => text,
  )
}
