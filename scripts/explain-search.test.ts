import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { loadTeam } from '../server/agents/load-team.ts'
import { parseConfig } from '../server/config.ts'
import type { EmbeddedDatabase } from '../server/database/embedded.ts'
import { listDocuments } from '../server/operations/list-documents.ts'
import { openTestDatabase } from '../server/testing/open-test-database.ts'
import { openTestTurns, readTurn, toTurnRequest } from '../server/testing/open-test-turns.ts'
import { createModelLog } from '../server/turn/model/model-log.ts'
import { explainSearch } from './explain-search.ts'
import { findAsTurn } from './find-as-turn.ts'

const agents = join(import.meta.dirname, '../agents')
const documents = {
  audrey: {
    'paniers.md':
      '# Paniers\n\n## Quand relancer un panier abandonné ?\n\nUn panier abandonné se relance une heure après, puis le lendemain.',
    'soldes.md':
      '---\nvalid_until: 2020-01-31\n---\n# Soldes\n\n## Relance des soldes\n\nUn panier abandonné pendant les soldes se relance aussitôt.',
    'questions.csv': 'question;réponse\nCombien coûte la relance ?;Rien du tout.',
  },
  carole: { 'réels.md': '# Réels\n\nUn réel de panier dure quinze secondes.' },
}

describe('what npm run search explains', () => {
  let folder: string
  let database: EmbeddedDatabase
  let say: (message: string) => ReturnType<typeof readTurn>
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'explain-'))
    const knowledge: Record<string, string> = {}
    for (const [owner, files] of Object.entries(documents)) {
      knowledge[owner] = join(folder, owner)
      mkdirSync(join(folder, owner))
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, owner, name), text)
    }
    database = await openTestDatabase()
    const { turns } = await openTestTurns({ database, agents, knowledge })
    let conversations = 0
    say = async message =>
      readTurn(
        await turns.begin(toTurnRequest({ message, conversation_id: `conversation-${++conversations}` })),
      )
  })
  after(async () => {
    await database.close()
    rmSync(folder, { recursive: true })
  })

  async function explain(question: string, agent = 'audrey') {
    const { personas } = await loadTeam(agents)
    const persona = personas.find(({ id }) => id === agent) ?? null
    const config = parseConfig({})
    const read = { search: question, own: question }
    const found = await findAsTurn({ config, personas, database, log: createModelLog() }, read)
    return explainSearch({
      ...found,
      question,
      search: question,
      readings: [question],
      language: 'fr',
      persona,
      decision: { confidence: null, reasoning: '' },
      ranked: null,
      given: null,
      documents: await listDocuments(database),
      warnings: [],
    })
  }

  it('quotes what the turn quotes, and says what the others are', async () => {
    const question = 'Quand relancer un panier abandonné ?'
    const { reply } = await say(question)
    const explained = await explain(question)
    assert.equal(explained.answeredBy, 'extractive')
    const quoted = explained.candidates.filter(({ fate }) => fate === 'quoted')
    assert.ok(reply.sources.length > 0)
    assert.deepEqual(
      quoted.map(({ document, quote }) => [document, quote]),
      reply.sources.map(({ document, quote }) => [document, quote]),
    )
    const [first] = explained.candidates
    assert.ok(first && (first.words ?? 0) > 0.5 && (first.characters ?? 0) > 0.5 && first.titleSays > 0.5)
    assert.equal(explained.others, 1)
  })

  it('does not search what is over, and says so', async () => {
    const { candidates, idle } = await explain('Relance des soldes')
    assert.ok(candidates.every(({ document }) => document !== 'soldes.md'))
    assert.deepEqual(
      idle.map(({ title, validUntil }) => [title, validUntil]),
      [['Soldes', '2020-01-31']],
    )
    const { message } = (await say('Comment faire la relance des soldes ?')).reply
    assert.doesNotMatch(message, /aussitôt/)
  })

  it('gives a pair’s answer where the turn does', async () => {
    const question = 'combien coute la relance'
    const explained = await explain(question)
    assert.equal(explained.answeredBy, 'pair')
    assert.deepEqual(
      explained.pairs.map(({ fate, answer }) => [fate, answer]),
      [['given', 'Rien du tout.']],
    )
    assert.equal((await say(question)).reply.message, 'Rien du tout.')
    assert.deepEqual((await explain(question, 'carole')).pairs, [])
  })

  it('finds nothing for a question of another world', async () => {
    const explained = await explain('zzz qqq')
    assert.deepEqual([explained.answeredBy, explained.candidates], ['nothing', []])
  })
})
