import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { EmbeddedDatabase } from '../database/embedded.ts'
import { createManualTimers } from '../testing/manual-timers.ts'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { openTestTurns, readTurn, testModels, toTurnRequest } from '../testing/open-test-turns.ts'
import { createScriptedModel } from '../testing/scripted-model.ts'

const agents = join(import.meta.dirname, '../../agents')
const knowledge = {
  audrey: join(import.meta.dirname, '../../knowledge/audrey/sequence-email-de-bienvenue.md'),
}
const question = 'Comment créer une séquence email ?'

describe('a reply that asks nothing by itself, without a model', () => {
  let database: EmbeddedDatabase
  let turns: Awaited<ReturnType<typeof openTestTurns>>['turns']
  before(async () => {
    database = await openTestDatabase()
    ;({ turns } = await openTestTurns({ database, agents, knowledge }))
  })
  after(() => database.close())

  /** The answers to some messages of one conversation. */
  async function talk(
    messages: readonly string[],
    extra: { language?: 'fr' | 'en'; formality?: 'vous' } = {},
  ) {
    const conversation_id = messages.join('|')
    const replies = []
    for (const message of messages) {
      const turn = await turns.begin(toTurnRequest({ conversation_id, message, ...extra }))
      replies.push((await readTurn(turn)).reply)
    }
    return replies
  }

  it('is asked what it wants, by the one who spoke, and gets nothing told again', async () => {
    for (const bare of ['oui', 'non', 'je ne comprends pas', 'pas compris', '?']) {
      const [first, second] = await talk([question, bare])
      assert.equal(first?.agent, 'audrey')
      assert.equal(second?.agent, 'audrey', bare)
      assert.match(second.message, /^Je ne peux que te citer nos documents : dis-moi en une phrase/, bare)
      assert.match(second.message, /bonjour@agence-des-copines\.example/)
      assert.deepEqual(second.sources, [])
    }
    const [, vous] = await talk([question, 'Oui.'], { formality: 'vous' })
    assert.match(vous?.message ?? '', /dites-moi en une phrase.*Vous pouvez aussi/)
    const [, english] = await talk(['How do I create an email sequence?', "I don't understand"], {
      language: 'en',
    })
    assert.match(english?.message ?? '', /^I can only quote our documents/)
  })

  it('is asked whose it is, where nobody has spoken yet, and then what is wanted', async () => {
    for (const bare of ['ça marche pas', 'je suis perdue, je sais pas par où commencer', 'oui']) {
      const [first, second] = await talk([bare, 'Audrey'])
      assert.equal(first?.agent, 'escalate', bare)
      assert.match(first.message, /il me manque un détail/, bare)
      assert.equal(second?.agent, 'audrey', bare)
      assert.match(second.message, /dis-moi en une phrase/, bare)
    }
    const [, stuck] = await talk([question, 'j’y arrive pas'])
    assert.equal(stuck?.agent, 'audrey')
    assert.match(stuck.message, /dis-moi en une phrase/)
  })

  it('is nothing to go on with: the next question goes on with the one before', async () => {
    const [, , direct] = await talk([
      'Combien de temps dure un webinaire ?',
      'oui',
      'et une séquence email ?',
    ])
    const [, without] = await talk(['Combien de temps dure un webinaire ?', 'et une séquence email ?'])
    assert.equal(direct?.message, without?.message)
  })

  it('asking for more gets what was not told, the visitor’s language first, until there is none', async () => {
    const replies = await talk([
      question,
      'encore',
      'dis-m’en plus',
      'autre chose ?',
      'continue',
      'la suite',
      'tu peux m’en dire plus ?',
      'd’autres conseils ?',
    ])
    const quotes = replies.map(({ sources }) => sources.map(({ quote }) => quote))
    assert.ok((quotes[1]?.length ?? 0) > 0)
    assert.equal(new Set(quotes.flat()).size, quotes.flat().length, 'something is told twice')
    const last = quotes.findIndex(told => told.length === 0)
    assert.ok(last > 1)
    assert.match(replies[last]?.message ?? '', /^Nos documents n’en disent pas plus/)
  })

  it('is no answer to nobody: before anybody spoke it is asked back', async () => {
    const [reply] = await talk(['oui'])
    assert.equal(reply?.agent, 'escalate')
  })
})

it('a reply that asks nothing by itself goes to the model of the one who spoke, with what was said', async () => {
  const database = await openTestDatabase()
  try {
    const timers = createManualTimers()
    const languageModel = createScriptedModel(timers, {
      first: { always: ['Veux-tu un exemple ?'] },
      small: { always: ['carole'] },
    })
    const { turns } = await openTestTurns({
      database,
      agents,
      knowledge,
      settings: { models: testModels },
      models: { languageModel, timers, random: () => 0 },
    })
    for (const message of [question, 'oui']) {
      const { reply } = await timers.run(turns.begin(toTurnRequest({ message })).then(readTurn))
      assert.deepEqual([reply.agent, reply.message], ['audrey', 'Veux-tu un exemple ?'])
    }
    const [, asked] = languageModel.requests
    assert.match(JSON.stringify(asked), /séquence email.*Veux-tu un exemple.*oui/s)
  } finally {
    await database.close()
  }
})
