import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { EmbeddedDatabase } from '../database/embedded.ts'
import { putDocument } from '../operations/put-document.ts'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { openTestTurns, readTurn, testModels, toTurnRequest } from '../testing/open-test-turns.ts'
import type { Turns } from './run-turn.ts'
import type { TurnReport } from './turn.ts'

const pairs: Record<string, [string, ...string[]][]> = {
  audrey: [
    ['Le tunnel complet coûte **90 €**.', 'Combien coûte le tunnel complet ?'],
    ['Oui : réponds à notre dernier email.', 'Puis-je parler à une personne ?'],
    ['Je réponds en anglais aussi.', 'Tu parles anglais ?'],
  ],
  carole: [['Trois fois par semaine.', 'À quelle fréquence publier ?']],
  shared: [
    ['Du lundi au vendredi.', 'Quels sont vos horaires ?', 'Quand êtes-vous ouverts ?'],
    ['À Nantes, quai de la Fosse.', 'Quelle est la capitale de l’agence ?'],
  ],
}

let database: EmbeddedDatabase
let turns: Turns
let reports: TurnReport[]
const called: string[] = []
let conversations = 0

before(async () => {
  database = await openTestDatabase()
  for (const [owner, list] of Object.entries(pairs)) {
    await putDocument(database, {
      document: {
        owner,
        source: `knowledge/${owner}/questions.csv`,
        filename: 'questions.csv',
        fileType: 'csv',
        title: 'Questions fréquentes',
        contentHash: owner,
      },
      chunks: list.map(([content, ...questions], index) => ({
        index,
        content,
        section: questions[0] ?? null,
        page: null,
        position: index,
        tokenCount: 5,
        questions,
      })),
    })
  }
  const counted = {
    ...database,
    call: (name: string, args: Parameters<typeof database.call>[1]) => {
      called.push(name)
      return database.call(name, args)
    },
  }
  const fails = () => {
    throw new Error('nobody is to be asked')
  }
  const agents = join(import.meta.dirname, '../../agents')
  ;({ turns, reports } = await openTestTurns({
    database: counted,
    agents,
    knowledge: {},
    settings: { models: testModels },
    models: { languageModel: { stream: fails }, reranker: { rerank: fails } },
  }))
})
after(() => database.close())

async function ask(message: string, conversation = `conversation-${++conversations}`) {
  return readTurn(await turns.begin(toTurnRequest({ message, conversation_id: conversation })))
}

describe('a question that a pair answers', () => {
  it('gets its answer word for word, with its file as the source, from its owner, in three calls and no other', async () => {
    called.length = 0
    const { events, reply } = await ask('Bonjour ! combien coute le tunel complet svp ?')
    assert.deepEqual(called, ['begin_turn', 'search_knowledge', 'finish_turn'])
    assert.deepEqual(
      events.map(({ type }) => type),
      ['accepted', 'agent', 'sources', 'delta', 'done'],
    )
    assert.equal(reply.message, 'Le tunnel complet coûte **90 €**.')
    assert.equal(reply.agent, 'audrey')
    assert.ok(reply.confidence >= 0.86)
    assert.match(reply.reasoning, /écrit d’avance.*Audrey/)
    assert.deepEqual(reply.sources, [
      {
        document: 'questions.csv',
        title: 'Questions fréquentes',
        section: 'Combien coûte le tunnel complet ?',
        quote: 'Le tunnel complet coûte **90 €**.',
      },
    ])
    const report = reports.at(-1)
    assert.deepEqual([report?.answeredBy, report?.calls, report?.troubles], ['pair', [], []])
  })

  it('gets it whoever’s subject the router would have taken it for', async () => {
    const { reply } = await ask('Quelle est la capitale de l’agence ?')
    assert.equal(reply.message, 'À Nantes, quai de la Fosse.')
    assert.notEqual(reply.agent, 'escalate')
  })

  it('gets it by another way to ask for it, and where all may say it somebody does', async () => {
    const { reply } = await ask('quand est ce que vous êtes ouverts ?')
    assert.equal(reply.message, 'Du lundi au vendredi.')
    assert.ok(['audrey', 'carole'].includes(reply.agent))
  })

  it('gets the same answer when it is sent again', async () => {
    const request = { message: 'À quelle fréquence publier ?', conversation_id: 'again', message_id: 'again' }
    const replies = []
    for (let times = 0; times < 2; times++)
      replies.push((await readTurn(await turns.begin(toTurnRequest(request)))).reply)
    assert.equal(replies[0]?.agent, 'carole')
    assert.deepEqual(replies[0], replies[1])
  })

  it('gets no answer again by what is said about it', async () => {
    for (const [at, message] of ['pourquoi ?', 'encore ?', 'et après ?'].entries()) {
      const conversation = `again-${at}`
      const first = await ask('Combien coûte le tunnel complet ?', conversation)
      assert.match(first.reply.message, /90 €/)
      await ask(message, conversation)
      assert.notEqual(reports.at(-1)?.answeredBy, 'pair', message)
    }
  })

  it('is not it when it asks for a person: that always goes to one', async () => {
    const { reply } = await ask('Puis-je parler à une personne ?')
    assert.equal(reply.agent, 'escalate')
    assert.doesNotMatch(reply.message, /dernier email/)
  })
})
