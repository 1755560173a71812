import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { Persona } from '../../server/agents/persona.ts'
import { parseConfig } from '../../server/config.ts'
import { readDatabaseFiles } from '../../server/database/database-files.ts'
import type { EmbeddedDatabase } from '../../server/database/embedded.ts'
import { readOwnIndexes, readOwnObjects } from '../../server/database/schema-ownership.ts'
import { inspectDatabase } from '../../server/operations/inspect-database.ts'
import type { ListedDocument } from '../../server/operations/list-documents.ts'
import { putDocument } from '../../server/operations/put-document.ts'
import type { Database } from '../../server/ports/database.ts'
import { openTestDatabase } from '../../server/testing/open-test-database.ts'
import { checkKnowledge, judgeEmbeddings, judgeGone, judgeOwners } from './check-knowledge.ts'

const vector = Array.from({ length: 1536 }, (_, index) => (index === 0 ? 1 : 0))
const audrey = { id: 'audrey', examples: ['Combien de mails de bienvenue ?'] } as Persona
const carole = { id: 'carole', examples: ['Quelle durée pour un réel ?'] } as Persona

describe('pages that are gone from the web', () => {
  const pageOf = (name: string, goneSince: string | null) =>
    ({ id: name, source: `https://exemple.fr/${name}`, goneSince }) as ListedDocument

  it('are named while they still answer', () => {
    const instant = '2026-11-23T05:00:00Z'
    assert.deepEqual(judgeGone([pageOf('a', null)]), [])
    const [one] = judgeGone([pageOf('a', null), pageOf('b', instant)])
    assert.equal(one?.text, '1 page disparue du web répond encore : https://exemple.fr/b')
    const [many] = judgeGone(['a', 'b', 'c', 'd'].map(name => pageOf(name, instant)))
    assert.match(many?.text ?? '', /^4 pages disparues du web répondent encore : .*\/c…$/)
    assert.equal(many?.todo, 'npm run refresh -- --prune')
  })
})

describe('what there is to find', () => {
  let database: EmbeddedDatabase
  before(async () => {
    database = await openTestDatabase()
  })
  after(() => database.close())

  const put = (owner: string, content: string, embedding: number[] | null = null) =>
    putDocument(database, {
      document: {
        owner,
        source: `${owner}.md`,
        filename: `${owner}.md`,
        fileType: 'md',
        title: owner,
        contentHash: content,
      },
      chunks: [{ index: 0, content, section: null, page: null, position: 0, tokenCount: 9, embedding }],
    })

  async function look(personas: Persona[], env: Record<string, string> = {}, asked: Database = database) {
    const files = await readDatabaseFiles()
    const expected = { ...readOwnObjects(files), indexes: readOwnIndexes(files) }
    const inspection = await inspectDatabase(database, expected)
    const findings = await checkKnowledge(asked, { config: parseConfig(env), personas, inspection })
    return (id: string) => findings.filter(finding => finding.id === id)
  }

  it('is nothing, in an empty database', async () => {
    const of = await look([audrey])
    assert.equal(of('documents')[0]?.state, 'error')
    assert.match(of('documents')[0]?.todo ?? '', /npm run ingest/)
  })

  it('is there for a specialist who has documents, and missing for one who has none', async () => {
    await put('audrey', 'Trois mails de bienvenue suffisent.')
    const good = await look([audrey])
    assert.deepEqual(
      ['documents', 'word-index', 'search'].map(id => good(id)[0]?.state),
      ['ok', 'ok', 'ok'],
    )
    const bad = await look([audrey, carole])
    assert.match(bad('documents')[1]?.text ?? '', /sans aucun document à elle ni partagé : carole/)
    assert.match(bad('search')[0]?.text ?? '', /ne trouvent rien : carole/)
  })

  it('is found late in a Postgres that is slow; of an embedded one, nobody says how late', async () => {
    const late = {
      ...database,
      call: async (...args: Parameters<typeof database.call>) => {
        if (args[0].startsWith('search')) await delay(310)
        return database.call(...args)
      },
    }
    const searchOf = async (env: Record<string, string>) => {
      const of = await look([audrey], env, late)
      return of('search').map(({ state, text }) => [state, / \d+ ms$/.test(text)])
    }
    assert.deepEqual(await searchOf({ DATABASE_URL: 'postgresql://u:p@h/b' }), [['warning', true]])
    assert.deepEqual(await searchOf({}), [['ok', false]])
  })

  it('is not what nobody searches', async () => {
    await database.script(`update documents set agent_owner = 'camille'`)
    const of = await look([audrey])
    assert.match(of('documents').at(1)?.text ?? '', /agent_owner.*camille/)
    await database.script(`update documents set agent_owner = 'audrey'`)
  })

  it('is not what no word leads to', async () => {
    await database.script('delete from lexical_chunks')
    const of = await look([audrey])
    assert.match(of('word-index')[0]?.text ?? '', /^1 extraits/)
  })

  it('has an embedding, where a model is configured for it', async () => {
    assert.deepEqual((await look([audrey]))('embeddings'), [], 'nobody asked for any')
    const env = { OPENAI_API_KEY: 'sk-test' }
    const missing = (await look([audrey], env))('embeddings')[0]
    assert.deepEqual([missing?.state, missing?.todo], ['warning', 'npm run embed'])
    await put('audrey', 'Quatre mails de bienvenue.', vector)
    assert.equal((await look([audrey], env))('embeddings')[0]?.state, 'ok')
  })
})

describe('owners and models', () => {
  it('share what is shared', () => {
    assert.deepEqual(
      judgeOwners({ owners: { shared: 2 } }, ['audrey', 'carole']).map(({ state }) => state),
      ['ok'],
    )
    assert.match(judgeOwners({ owners: { '': 2, shared: 1 } }, ['audrey'])[1]?.text ?? '', /\(vide\)/)
  })

  it('are told apart', () => {
    const status = { active: 'old', chunks: 10, embedded: 10, missing: 10, tokens: 100 }
    assert.match(judgeEmbeddings(status, 'new').text, /encore de old, pas de new/)
  })
})
