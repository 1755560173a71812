import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { EmbeddedDatabase } from '../database/embedded.ts'
import { readConversation } from '../operations/read-conversation.ts'
import type { Database } from '../ports/database.ts'
import type { Embedder } from '../ports/embedder.ts'
import { ProviderError } from '../ports/provider-error.ts'
import { assertNumbers } from '../testing/assert-numbers.ts'
import { createManualTimers } from '../testing/manual-timers.ts'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { openTestTurns, readTurn, testModels, toTurnRequest } from '../testing/open-test-turns.ts'
import { createScriptedModel, type Script } from '../testing/scripted-model.ts'
import { createFolder } from '../testing/start-product.ts'
import { chainLimits } from './model/retry-rules.ts'
import type { ModelSettings, TurnDeps, TurnRequest } from './turn.ts'

const agents = join(import.meta.dirname, '../../agents')
const documents = {
  audrey:
    '# Paniers\n\n## Quand relancer un panier abandonné ?\n\nUn panier abandonné se relance une heure après, puis le lendemain.',
  carole:
    '# Réels\n\n## Combien de temps doit durer un réel ?\n\nUn réel de quinze à trente secondes est souvent regardé jusqu’au bout. Voir https://reels.example/duree pour la suite.',
}
const question = 'Quand relancer un panier abandonné ?'
const down = { fail: 'overloaded', retryable: true } as const
const hang = { hang: true } as const

const folder = createFolder()
let database: EmbeddedDatabase
let conversations = 0

before(async () => {
  database = await openTestDatabase()
  const knowledge = Object.fromEntries(
    Object.entries(documents).map(([owner, text]) => {
      mkdirSync(join(folder.path, owner))
      writeFileSync(join(folder.path, owner, 'document.md'), text)
      return [owner, join(folder.path, owner)]
    }),
  )
  await openTestTurns({ database, agents, knowledge })
})
after(async () => {
  await database.close()
  folder[Symbol.dispose]()
})

/** Turns with scripted models, on a clock that is moved by hand. */
async function open(
  scripts: Record<string, Script[] | { always: Script }>,
  more: Pick<TurnDeps, 'embedder' | 'reranker'> & {
    models?: Partial<ModelSettings>
    database?: Database
  } = {},
) {
  const timers = createManualTimers()
  const languageModel = createScriptedModel(timers, scripts)
  const { models, database: _, ...ports } = more
  const { turns, reports } = await openTestTurns({
    database: more.database ?? database,
    agents,
    knowledge: {},
    settings: { models: { ...testModels, ...models } },
    models: { languageModel, timers, random: () => 0, ...ports },
  })
  const conversation_id = `c-${++conversations}`
  return {
    timers,
    reports,
    requests: languageModel.requests,
    async say(message: string, language: 'fr' | 'en' = 'fr', delivery: TurnRequest['delivery'] = 'streamed') {
      const request = toTurnRequest({ conversation_id, message, language, delivery })
      const began = timers.now()
      const { events, reply } = await timers.run(turns.begin(request).then(readTurn))
      const text = events.map(event => (event.type === 'delta' ? event.text : '')).join('')
      assert.equal(text, reply.message, 'what was shown is what is stored')
      const types = events.map(({ type }) => type)
      assert.deepEqual(types.slice(0, 4), ['accepted', 'agent', 'sources', 'delta'])
      assert.equal(types.at(-1), 'done')
      assertNumbers(events, reply)
      const found = await readConversation(database, {
        conversationId: conversation_id,
        userId: 'user',
        limit: 20,
      })
      const stored = found.kind === 'found' ? found.messages.at(-1) : undefined
      assert.equal(stored?.content, reply.message)
      return { events, reply, stored, report: reports.at(-1), seconds: (timers.now() - began) / 1000 }
    },
  }
}

describe('a turn with a language model', () => {
  it('is stored without its figures when the database refuses them, and a warning says so', async () => {
    const { say } = await open({
      first: [['Relance-le une heure après [1].', { usage: { promptTokens: 10, completionTokens: 3e9 } }]],
    })
    const { reply, stored, report } = await say(question)
    assert.equal(reply.message, 'Relance-le une heure après [1].')
    assert.equal(stored?.status, 'complete')
    assert.deepEqual(
      report?.troubles.map(({ step, reason, next }) => ({ step, reason, next })),
      [{ step: 'answer', reason: 'defect', next: 'stored without figures' }],
    )
    assert.equal(report?.outcome, 'complete')
  })

  it('is its words, with the passages it cites, checked, as sources', async () => {
    const { say, requests } = await open({
      first: [['Relance-le une heure après', ' [1]. Puis [9] le lendemain [1].']],
    })
    const { reply, events, report, stored } = await say(question)
    assert.equal(reply.message, 'Relance-le une heure après [1]. Puis le lendemain [1].')
    assert.deepEqual(
      reply.sources.map(({ title, quote }) => ({ title, quote })),
      [{ title: 'Paniers', quote: 'Un panier abandonné se relance une heure après, puis le lendemain.' }],
    )
    assert.deepEqual(stored?.sources, reply.sources)
    assert.equal(stored?.status, 'complete')
    assert.equal(events.filter(({ type }) => type === 'delta').length > 1, true)
    assert.deepEqual([report?.outcome, report?.answeredBy, report?.calls.length], ['complete', 'model', 1])
    assert.ok((report?.steps.first_words ?? -1) >= 0)
    assert.equal(requests[0]?.messages.at(-1)?.content.includes('se relance une heure après'), true)
    assert.equal(
      requests[0]?.messages.at(-1)?.content.includes('trente secondes'),
      false,
      'no other specialist’s',
    )
  })

  it('asks a model also where the database took the time that first words may take', async () => {
    const waiting: Database = {
      ...database,
      async call(name, args) {
        if (name === 'search_knowledge') await new Promise<void>(resolve => timers.after(20_000, resolve))
        return database.call(name, args)
      },
    }
    const script: Script = [{ wait: 2000 }, 'Une heure après.']
    const { say, timers } = await open({ first: [script] }, { database: waiting })
    const { report, seconds } = await say(question)
    assert.deepEqual([report?.answeredBy, seconds], ['model', 22])
  })

  it('keeps model, tokens, cost and what each call took with the message', async () => {
    const { say } = await open({ first: [[down], ['Oui.', { usage: { model: 'first-2026', cost: 0.5 } }]] })
    await say(question)
    const [row] = await database.query(
      `select model, prompt_tokens, completion_tokens, cost::float8, steps::text from messages
       where conversation_id = 'c-${conversations}' and role = 'assistant'`,
    )
    const { steps, ...figures } = row ?? {}
    assert.deepEqual(figures, { model: 'first-2026', prompt_tokens: 100, completion_tokens: 20, cost: 0.5 })
    const { calls, troubles } = JSON.parse(String(steps)) as { calls: unknown[]; troubles: unknown[] }
    assert.equal(calls.length, 1)
    assert.deepEqual(troubles, [
      { step: 'answer', model: 'first', reason: 'overloaded', milliseconds: 0, next: 'first' },
    ])
  })

  it('remembers what was said, and asks the question again when a name answers the clarifying one', async () => {
    const { say, requests } = await open({ first: [['Une heure après.'], ['Et le lendemain.']] })
    await say(question)
    await say('Et après ça, pour le même panier abandonné ?')
    assert.deepEqual(requests[1]?.messages.slice(1, 3), [
      { role: 'user', content: question },
      { role: 'assistant', content: 'Une heure après.' },
    ])
  })

  it('keeps links to hosts of the passages and takes out the others', async () => {
    const { say } = await open({
      first: [['Voir https://reels.example/duree ou ![x](https://mechant.example/?q=1) [1].']],
    })
    const { reply } = await say('Combien de temps doit durer un réel Instagram ?')
    assert.equal(reply.message, 'Voir https://reels.example/duree ou [x] (lien retiré) [1].')
  })

  it('asks the persona’s model, else the configured one', async () => {
    const { say, requests } = await open({ own: [['Oui.']] }, { models: { agents: { audrey: 'own' } } })
    await say(question)
    assert.equal(requests[0]?.model, 'own')
  })

  it('is stored as far as it came when it is cut, and is told again so', async () => {
    const { say } = await open({ first: [['Relance-le une heu', down]] })
    const { reply, stored, report } = await say(question)
    assert.match(reply.message, /^Relance-le une heu\n\n\*Ma réponse a été interrompue ici\./)
    assert.deepEqual([stored?.status, report?.outcome, report?.answeredBy], ['partial', 'partial', 'model'])
  })

  it('is asked for its specialist’s part only, and says below whose the other is; what is only told is no part', async () => {
    const { say, requests } = await open({ first: { always: ['Quinze secondes [1].'] } })
    const mixed = await say('Comment automatiser mes emails et combien de temps doit durer un réel ?')
    assert.equal(mixed.reply.agent, 'carole')
    assert.match(
      requests.at(-1)?.messages.at(-1)?.content ?? '',
      /ta part seulement.*« Comment automatiser mes emails »/s,
    )
    assert.match(
      mixed.reply.message,
      /^Quinze secondes \[1\]\.\n\nPour « Comment automatiser mes emails », c’est plutôt Audrey/,
    )
    const one = await say('J’ai une séquence d’emails, combien de temps doit durer un réel ?')
    assert.doesNotMatch(requests.at(-1)?.messages.at(-1)?.content ?? '', /ta part/)
    assert.equal(one.reply.message, 'Quinze secondes [1].')
  })

  it('says in words of ours that it was refused', async () => {
    const { say } = await open({ first: [[{ fail: 'refused' }]] })
    const { reply, report, stored } = await say('When should I follow up an abandoned cart by email?', 'en')
    assert.match(reply.message, /^I cannot answer this request as it is written\. .*bonjour@agence/)
    assert.deepEqual([reply.sources, stored?.status, report?.answeredBy], [[], 'complete', 'refusal'])
  })

  it('quotes the documents when no model answers, within 15 s of silence', async () => {
    const { say, requests } = await open({ first: { always: [hang] }, second: { always: [hang] } })
    const { reply, report, seconds } = await say(question)
    assert.match(reply.message, /se relance une heure après, puis le lendemain\. \[1\]/)
    assert.match(reply.message, /sans modèle de langage/)
    assert.deepEqual(
      requests.map(({ model }) => model),
      ['first', 'second', 'first', 'second'],
    )
    assert.ok(seconds <= 15, `${seconds} s`)
    assert.deepEqual([report?.outcome, report?.answeredBy], ['complete', 'extractive'])
    assert.deepEqual(
      report?.troubles.map(({ reason, next }) => `${reason} → ${next}`),
      ['timeout → second', 'timeout → first', 'timeout → second', 'timeout → extractive'],
    )
  })

  it('tells the visitor the e-mail address that she wrote before, and none that a model made up', async () => {
    const { say } = await open({
      first: [['Bien reçu [1].'], ['Tu es moi@poste.example, pas eve@poste.example.']],
    })
    await say(`${question} Je suis moi@poste.example`)
    const { reply } = await say('Combien de temps dure un panier abandonné ?')
    assert.equal(reply.message, 'Tu es moi@poste.example, pas eve (lien retiré).')
  })

  it('asks no model for what is not a specialist’s', async () => {
    const { say, requests } = await open({})
    const { report } = await say('Bonjour !')
    assert.deepEqual([requests.length, report?.answeredBy], [0, 'team'])
  })

  it('asks a small model who it is for when the local router is unsure, and only then', async () => {
    const { say, requests } = await open({
      small: [['{"agent":"carole","confidence":0.9}']],
      first: [['Avec plaisir.']],
    })
    const { reply } = await say('Tu peux m’aider avec mon truc ?')
    assert.deepEqual(
      requests.map(({ model }) => model),
      ['small', 'first'],
    )
    assert.equal(reply.agent, 'carole')
  })

  it('quotes the documents within 15 s when every provider is silent, the optional ones too', async () => {
    const never = () => new Promise<never>(() => {})
    const { say } = await open(
      { small: { always: [hang] }, first: { always: [hang] }, second: { always: [hang] } },
      { embedder: { model: 'tiny', dimensions: 1536, embed: never }, reranker: { rerank: never } },
    )
    const { seconds, report } = await say(question)
    assert.ok(seconds <= 15, `${seconds} s`)
    assert.equal(report?.answeredBy, 'extractive')
    assert.deepEqual(report?.troubles.map(({ step }) => step).slice(0, 1), ['embed'])
  })

  for (const [delivery, limit] of [
    ['soon', 13],
    ['whole', 50],
    ['streamed', 60],
  ] as const)
    it(`ends ${limit} s after it began when its answer is read ${delivery}, however slowly it is written`, async () => {
      const drip = Array.from({ length: 50 }, (_, at) => [{ wait: 2500 }, `mot${at} `] as const).flat()
      const { say } = await open({ first: [[hang]], second: [drip] })
      const { seconds, reply, stored, report } = await say(question, 'fr', delivery)
      assert.equal(seconds, limit)
      assert.match(reply.message, /^mot0 mot1 .*\n\n\*Ma réponse a été interrompue ici\./s)
      assert.equal(stored?.status, 'partial')
      assert.equal(report?.troubles.at(-1)?.next, 'interrupted')
    })

  it('quotes the documents in time for version 1’s widget when words come too late, and however patient we are else', async () => {
    const late = [{ wait: 11_000 }, 'Trop tard.'] as const
    const limits = { ...chainLimits, firstWords: 60_000, whole: 90_000 }
    const { say } = await open({ first: { always: late }, second: { always: late } }, { models: { limits } })
    const { seconds, report } = await say(question, 'fr', 'soon')
    assert.ok(seconds <= 13, `${seconds} s`)
    assert.equal(report?.answeredBy, 'extractive')
  })

  it('leaves no timer behind', async () => {
    const { say, timers } = await open({ first: [['Oui.']] })
    await say(question)
    assert.equal(timers.pending(), 0)
  })
})

describe('a turn with an embedder', () => {
  function embedder(
    embed: Embedder['embed'] = async texts => ({ vectors: texts.map(() => unit), tokens: 5, cost: 0 }),
  ) {
    const asked: string[] = []
    const spy: Embedder = {
      model: 'tiny',
      dimensions: 1536,
      embed: (texts, options) => {
        asked.push(...texts)
        return embed(texts, options)
      },
    }
    return { asked, spy }
  }
  const unit = Array.from({ length: 1536 }, (_, at) => (at === 0 ? 1 : 0))

  it('embeds the message itself, once, while it is admitted', async () => {
    const { asked, spy } = embedder()
    const { say } = await open({ first: [['Oui.']] }, { embedder: spy })
    const { report } = await say(question)
    assert.deepEqual(asked, [question])
    assert.deepEqual(
      report?.calls.map(({ step }) => step),
      ['embed', 'answer'],
    )
  })

  it('asks for the embedding before the database has admitted the message', async () => {
    const order: string[] = []
    const { spy } = embedder(async texts => {
      order.push('embedding begins')
      return { vectors: texts.map(() => unit), tokens: 5, cost: 0 }
    })
    const slow: Database = {
      ...database,
      async call(name, args) {
        const result = await database.call(name, args)
        order.push(name)
        return result
      },
    }
    const { say } = await open({ first: [['Oui.']] }, { embedder: spy, database: slow })
    await say(question)
    assert.deepEqual(order, ['embedding begins', 'begin_turn', 'search_knowledge', 'finish_turn'])
  })

  it('embeds a follow-up with the question that it goes on with, once', async () => {
    const { asked, spy } = embedder()
    const { say } = await open({ first: [['Oui.'], ['Oui.']] }, { embedder: spy })
    await say(question)
    await say('et pour le lendemain ?')
    assert.deepEqual(asked, [question, `${question} et pour le lendemain ?`])
  })

  it('finds by words when it fails', async () => {
    const { spy } = embedder(() => Promise.reject(new ProviderError('quota_exhausted', { provider: 'test' })))
    const { say } = await open({ first: [['Une heure [1].']] }, { embedder: spy })
    const { reply, report } = await say(question)
    assert.equal(reply.sources[0]?.title, 'Paniers')
    assert.deepEqual(
      report?.troubles.map(({ reason, next }) => [reason, next]),
      [['quota_exhausted', 'lexical']],
    )
  })

  it('finds by words when the database cannot compare its vectors', async () => {
    const incomparable: Database = {
      ...database,
      call: (name, args) =>
        args.p_embedding
          ? Promise.reject(new Error('different vector dimensions'))
          : database.call(name, args),
    }
    const { spy } = embedder()
    const { say } = await open({ first: [['Une heure [1].']] }, { embedder: spy, database: incomparable })
    const { reply, report } = await say(question)
    assert.equal(reply.sources[0]?.title, 'Paniers')
    assert.deepEqual(
      report?.troubles.map(({ step, reason, next }) => [step, reason, next]),
      [['embed', 'defect', 'lexical']],
    )
  })
})
