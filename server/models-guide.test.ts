import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { loadTeam } from './agents/load-team.ts'
import { parseConfig } from './config.ts'
import { ConfigError } from './config-error.ts'
import { connectModels } from './connect-models.ts'
import { collectModel } from './testing/collect-model.ts'
import { answerEmbeddings } from './testing/fake-providers/answer-embeddings.ts'
import { startFakeProviders } from './testing/fake-providers/start-fake-providers.ts'

type Variables = Record<string, string>

/** The indented blocks of docs/models.md that set variables, by the heading they stand under. */
function readBlocks(): [string, Variables][] {
  const guide = readFileSync(join(import.meta.dirname, '../docs/models.md'), 'utf8')
  return guide.split(/^## /m).flatMap(section => {
    const lines = section.split('\n').filter(line => /^ {4}[A-Z_]+=/.test(line))
    const heading = section.split('\n')[0] ?? ''
    const variables = Object.fromEntries(lines.map(line => /^ {4}([A-Z_]+)=(.*)$/.exec(line)?.slice(1) ?? []))
    return lines.length > 0 ? [[heading, variables as Variables] as [string, Variables]] : []
  })
}

const blocks = readBlocks()
const writing = blocks.filter(([, variables]) => !('LOCAL_EMBEDDING_MODEL' in variables))
const fakes = await startFakeProviders()
after(() => fakes.close())
const agents = await loadTeam(join(import.meta.dirname, '../agents'))

const withKeys = (variables: Variables) =>
  Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, value.replace('your-key', 'sk-mine')]),
  )

/** The same block, whose servers are fakes on this machine: the vendors' own take the fakes' keys, others none. */
function onFakes(variables: Variables): Variables {
  const own = `${fakes.url}/compatible/v1`
  const servers = ['OPENROUTER', 'OPENAI', 'COHERE'].flatMap(vendor => {
    const [key, url] = [`${vendor}_API_KEY`, `${vendor}_BASE_URL`]
    if (url in variables) return [[url, own]]
    return key in variables ? [key, url].map(name => [name, fakes.environment[name]]) : []
  })
  const others = Object.entries(variables).filter(([name]) => !/_(API_KEY|BASE_URL)$/.test(name))
  const aiSdk = { AI_SDK_PACKAGE: '@ai-sdk/openai-compatible', AI_SDK_BASE_URL: own }
  return Object.fromEntries([
    ...others,
    ...servers,
    ...('AI_SDK_PACKAGE' in variables ? Object.entries(aiSdk) : []),
  ])
}

describe('the blocks of docs/models.md', () => {
  it('are there for each kind of server', () => {
    const headings = blocks.map(([heading]) => heading).join('\n')
    for (const name of [
      'OpenRouter',
      'OpenAI alone',
      'Mistral',
      'Ollama',
      'LM Studio',
      'vLLM',
      'AI SDK',
      'on this machine',
    ])
      assert.ok(headings.includes(name), name)
  })

  for (const [heading, variables] of blocks) {
    it(`${heading}: is a configuration as it stands, but for the keys, and a start has nothing to warn of`, () => {
      assert.ok(!JSON.stringify(variables).includes('…'))
      const keyed = Object.values(variables).includes('your-key')
      if (keyed) assert.throws(() => parseConfig(variables), ConfigError)
      const config = parseConfig(withKeys(variables))
      assert.deepEqual([config.models.unnamed, config.withoutEffect], [[], []])
    })
  }

  for (const [heading, variables] of writing) {
    it(`${heading}: answers, routes and stands in with its models, and embeds`, async () => {
      const logged: unknown[] = []
      const logger = { warn: (...args: unknown[]) => void logged.push(args), info: () => {} }
      const config = parseConfig(onFakes(variables))
      const { deps, embedder, keys, close } = await connectModels(config, { ...agents, logger })
      assert.ok(deps.languageModel && embedder)
      const { agents: own, orchestrator, fallback } = config.models
      for (const model of new Set([...Object.values(own), orchestrator, fallback]))
        assert.equal((await collectModel(deps.languageModel, { model })).end, 'stop', model)
      const { embedding } = config.providers
      fakes.compatibleEmbeddings.answerAlways(exchange =>
        answerEmbeddings({ ...exchange, body: { ...exchange.body, dimensions: embedding?.dimensions } }),
      )
      assert.equal((await embedder.embed(['un réel'])).vectors[0]?.length, 1536)
      await keys.looked(10_000)
      assert.deepEqual(logged, [])
      await close()
    })
  }
})
