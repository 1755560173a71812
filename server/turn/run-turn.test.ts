import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { EmbeddedDatabase } from '../database/embedded.ts'
import { AppError } from '../errors.ts'
import { beginTurn } from '../operations/begin-turn.ts'
import { readConversation } from '../operations/read-conversation.ts'
import type { Database } from '../ports/database.ts'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { openTestTurns, readTurn, toTurnRequest } from '../testing/open-test-turns.ts'
import { createFolder } from '../testing/start-product.ts'
import { writeTeamWithNadia } from '../testing/write-agents.ts'
import type { Turns } from './run-turn.ts'
import type { TurnReport } from './turn.ts'

const documents = {
  audrey:
    '# Paniers\n\n## Quand relancer un panier abandonné ?\n\nUn panier abandonné se relance une heure après, puis le lendemain.',
  carole:
    '# Réels\n\n## Combien de temps doit durer un réel ?\n\nUn réel de quinze à trente secondes est souvent regardé jusqu’au bout.',
  nadia:
    '# Petit déjeuner\n\n## Que manger le matin ?\n\nUn petit déjeuner qui tient associe des protéines et des flocons d’avoine.',
  shared: '# Contact\n\n## Comment joindre l’agence ?\n\nL’agence répond du lundi au vendredi.',
}

const folder = createFolder()
let database: EmbeddedDatabase
let turns: Turns
let reports: TurnReport[]

before(async () => {
  const agents = join(folder.path, 'agents')
  mkdirSync(agents)
  writeTeamWithNadia(agents)
  const knowledge = Object.fromEntries(
    Object.entries(documents).map(([owner, text]) => {
      mkdirSync(join(folder.path, owner))
      writeFileSync(join(folder.path, owner, 'document.md'), text)
      return [owner, join(folder.path, owner)]
    }),
  )
  database = await openTestDatabase()
  ;({ turns, reports } = await openTestTurns({ database, agents, knowledge }))
})
after(async () => {
  await database.close()
  folder[Symbol.dispose]()
})

async function say(request: Parameters<typeof toTurnRequest>[0]) {
  return readTurn(await turns.begin(toTurnRequest(request)))
}

describe('a turn', () => {
  it('tells its story in order and stores the answer before it says done', async () => {
    const turn = await turns.begin(
      toTurnRequest({ conversation_id: 'story', message: 'Quand relancer un panier abandonné ?' }),
    )
    assert.deepEqual(turn.rateLimit && { ...turn.rateLimit, resetSeconds: 0 }, {
      limit: 10,
      remaining: 9,
      resetSeconds: 0,
    })
    const types: string[] = []
    const stored: ReturnType<typeof readConversation>[] = []
    let message: string | undefined
    await turn.follow(event => {
      types.push(event.type)
      if (event.type !== 'done') return
      message = event.reply.message
      stored.push(readConversation(database, { conversationId: 'story', userId: 'user', limit: 10 }))
    })
    const [found] = await Promise.all(stored)
    assert.ok(message)
    assert.equal(found?.kind === 'found' && found.messages.at(-1)?.content, message)
    assert.deepEqual(types, ['accepted', 'agent', 'sources', 'delta', 'done'])
  })

  it('quotes the specialist’s own document, word for word', async () => {
    const { reply } = await say({
      conversation_id: 'quote',
      message: 'Combien de temps doit durer un réel Instagram ?',
    })
    assert.equal(reply.agent, 'carole')
    assert.equal(reply.sources[0]?.title, 'Réels')
    assert.ok(documents.carole.includes(reply.sources[0]?.quote ?? 'nothing'))
  })

  it('takes a third specialist for one more file, from routing to the documents she owns', async () => {
    const { reply } = await say({ conversation_id: 'third', message: 'Que manger le matin pour tenir ?' })
    assert.equal(reply.agent, 'nadia')
    assert.match(reply.message, /flocons d’avoine/)
    assert.deepEqual(
      reply.sources.map(source => source.title),
      ['Petit déjeuner'],
    )
  })

  it('hands a person over when one is asked for, and marks the conversation', async () => {
    const { reply } = await say({ conversation_id: 'human', message: 'je veu parlé a une persone' })
    assert.equal(reply.agent, 'escalate')
    const stored = await readConversation(database, { conversationId: 'human', userId: 'user', limit: 10 })
    assert.equal(stored.kind === 'found' && stored.status, 'escalated')
  })

  it('answers an English message in English, whatever the browser prefers', async () => {
    const { reply } = await say({
      conversation_id: 'english',
      message: 'Hello, can I talk to a real person please?',
    })
    assert.match(reply.message, /person/i)
    assert.doesNotMatch(reply.message, /équipe/)
  })
})

describe('the language of an answer', () => {
  it('is the team’s when neither the message nor the browser says one', async () => {
    const { reply } = await say({ conversation_id: 'no-language', message: '🙏', language: null })
    assert.match(reply.message, /[éèàç]|vous|tu /)
  })
})

describe('a message that is sent again', () => {
  const again = {
    conversation_id: 'again',
    message_id: 'm-1',
    message: 'Quand relancer un panier abandonné ?',
  }

  it('gets the stored answer, is not counted, and adds no row', async () => {
    const first = await say(again)
    const second = await turns.begin(toTurnRequest(again))
    assert.equal(second.rateLimit, null)
    assert.deepEqual((await readTurn(second)).reply, first.reply)
    const stored = await readConversation(database, { conversationId: 'again', userId: 'user', limit: 10 })
    assert.equal(stored.kind === 'found' && stored.messages.length, 2)
    assert.equal(reports.at(-1)?.outcome, 'repeated')
  })

  it('waits for the turn that is still running', async () => {
    const running = { conversation_id: 'running', message_id: 'm-2', message: again.message }
    const first = await turns.begin(toTurnRequest(running))
    const second = readTurn(await turns.begin(toTurnRequest(running)))
    const [one, two] = [await readTurn(first), await second]
    assert.deepEqual(one.reply, two.reply)
  })

  it('is answered by whoever asks once the process that began it is gone', async () => {
    const orphan = { conversation_id: 'orphan', message_id: 'm-3', message: again.message }
    await beginTurn(database, {
      conversationId: 'orphan',
      userId: 'user',
      messageId: 'm-3',
      content: orphan.message,
      maxMessages: 10,
      windowSeconds: 60,
      historyLimit: 10,
      leaseSeconds: 0,
    })
    const { reply } = await say(orphan)
    assert.equal(reply.agent, 'audrey')
    const stored = await readConversation(database, { conversationId: 'orphan', userId: 'user', limit: 10 })
    assert.equal(stored.kind === 'found' && stored.messages.length, 2)
  })

  it('waits for a turn that takes longer than its lease, however long', async () => {
    const slow = Promise.withResolvers<void>()
    const searching = Promise.withResolvers<void>()
    const renewals = { count: 0, fourth: Promise.withResolvers<void>() }
    const slowDatabase: Database = {
      ...database,
      async call(name, args) {
        if (name === 'search_knowledge') {
          searching.resolve()
          await slow.promise
        }
        const result = await database.call(name, args)
        if (name === 'renew_turns' && ++renewals.count === 4) renewals.fourth.resolve()
        return result
      },
    }
    const options = { agents: join(folder.path, 'agents'), knowledge: {}, settings: { leaseSeconds: 1 } }
    const { turns: slowTurns, reports: slowReports } = await openTestTurns({
      ...options,
      database: slowDatabase,
    })
    const turn = { conversation_id: 'slow', message_id: 'm-6', message: again.message }
    const first = readTurn(await slowTurns.begin(toTurnRequest(turn)))
    await searching.promise
    await renewals.fourth.promise // more than its lease later
    const second = readTurn(await turns.begin(toTurnRequest(turn)))
    slow.resolve()
    assert.deepEqual((await second).reply, (await first).reply)
    assert.equal(slowReports.at(-1)?.outcome, 'complete')
    assert.equal(reports.at(-1)?.outcome, 'repeated')
  })

  it('is refused with another text', async () => {
    await say({ conversation_id: 'reused', message_id: 'm-4', message: 'Bonjour' })
    await assert.rejects(
      turns.begin(toTurnRequest({ conversation_id: 'reused', message_id: 'm-4', message: 'Autre chose' })),
      (error: unknown) => error instanceof AppError && error.code === 'message_id_reused',
    )
  })
})

describe('a turn that may not be', () => {
  it('is refused in another person’s conversation', async () => {
    await say({ conversation_id: 'hers', message: 'Bonjour' })
    await assert.rejects(
      turns.begin(toTurnRequest({ conversation_id: 'hers', user_id: 'somebody-else', message: 'Bonjour' })),
      (error: unknown) => error instanceof AppError && error.code === 'forbidden',
    )
  })

  it('leaves its message ready to be answered when something fails on the way', async () => {
    const failing: Database = {
      ...database,
      call: (name, args) =>
        name === 'search_knowledge' ? Promise.reject(new Error('away')) : database.call(name, args),
    }
    const agents = join(folder.path, 'agents')
    const { turns: failingTurns, reports: failures } = await openTestTurns({
      database: failing,
      agents,
      knowledge: {},
    })
    const turn = {
      conversation_id: 'failing',
      message_id: 'm-5',
      message: 'Quand relancer un panier abandonné ?',
    }
    await assert.rejects(readTurn(await failingTurns.begin(toTurnRequest(turn))), /away/)
    assert.equal(failures.at(-1)?.outcome, 'failed')
    assert.equal((await say(turn)).reply.agent, 'audrey')
  })

  it('waits with its answer for a database that is away, and stores it when it is back', async () => {
    let refusals = 3
    const away: Database = {
      ...database,
      call: (name, args) =>
        name === 'finish_turn' && refusals-- > 0
          ? Promise.reject(new AppError('database_unavailable'))
          : database.call(name, args),
    }
    const agents = join(folder.path, 'agents')
    const { turns: waiting } = await openTestTurns({ database: away, agents, knowledge: {} })
    const turn = { conversation_id: 'waiting', message_id: 'm-6w', message: 'Quand relancer un panier ?' }
    const { reply } = await readTurn(await waiting.begin(toTurnRequest(turn)))
    assert.equal((await say(turn)).reply.message, reply.message)
  })

  it('is given up as soon as the database is back, when it went away on the way', async () => {
    let refusals = 4
    const abandoned = Promise.withResolvers<void>()
    const away: Database = {
      ...database,
      async call(name, args) {
        const verb = name === 'search_knowledge' || name === 'abandon_turn'
        if (verb && refusals-- > 0) throw new AppError('database_unavailable')
        const result = await database.call(name, args)
        if (name === 'abandon_turn') abandoned.resolve()
        return result
      },
    }
    const agents = join(folder.path, 'agents')
    const { turns: cut } = await openTestTurns({ database: away, agents, knowledge: {} })
    const turn = { conversation_id: 'cut', message_id: 'm-7w', message: 'Quand relancer un panier ?' }
    await assert.rejects(readTurn(await cut.begin(toTurnRequest(turn))), { code: 'database_unavailable' })
    await abandoned.promise
    const started = performance.now()
    await say(turn)
    assert.ok(performance.now() - started < 5000, 'it waited for the lease to run out')
  })

  it('is refused as the eleventh of a minute, with the seconds to wait', async () => {
    for (let index = 0; index < 10; index++)
      await say({ conversation_id: 'limit', message: `Bonjour ${index}` })
    await assert.rejects(
      turns.begin(toTurnRequest({ conversation_id: 'limit', message: 'Encore' })),
      (error: unknown) =>
        error instanceof AppError && error.code === 'rate_limited' && (error.retryAfter ?? 0) >= 1,
    )
    assert.equal(reports.at(-1)?.outcome, 'limited')
  })
})
