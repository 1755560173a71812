import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseConfig } from './config.ts'
import { ConfigError } from './config-error.ts'

function problemsOf(env: Record<string, string>): string[] {
  try {
    parseConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('parseConfig', () => {
  it('needs nothing', () => {
    const config = parseConfig({})
    assert.deepEqual(config.database, { driver: 'embedded', dataDir: './data' })
    assert.equal(config.port, 8000)
    assert.deepEqual(config.rateLimit, { messages: 10, windowSeconds: 60 })
    assert.equal(config.routingConfidence, 0.7)
  })

  it('takes an empty variable for an absent one', () => {
    assert.equal(parseConfig({ OPENAI_API_KEY: '', PORT: ' ' }).providers.openai.apiKey, undefined)
  })

  it('listens where the platform says, else on API_PORT', () => {
    assert.equal(parseConfig({ API_PORT: '9000' }).port, 9000)
    assert.equal(parseConfig({ API_PORT: '9000', PORT: '8080' }).port, 8080)
  })

  it('lists every problem at once, each naming its variable', () => {
    const problems = problemsOf({
      PORT: '99999',
      LOG_LEVEL: 'loud',
      ROUTING_CONFIDENCE: '7',
      DATABASE_URL: 'mysql://x',
    })
    assert.equal(problems.length, 4)
    for (const name of ['PORT', 'LOG_LEVEL', 'ROUTING_CONFIDENCE', 'DATABASE_URL']) {
      assert.ok(
        problems.some(problem => problem.startsWith(`${name} `)),
        name,
      )
    }
  })

  it('never shows a secret', () => {
    const problems = problemsOf({ SUPABASE_URL: 'not a url', SUPABASE_SERVICE_KEY: 'top-secret', PORT: 'x' })
    assert.ok(!problems.join('\n').includes('top-secret'))
  })

  it('refuses half of Supabase, and the example keys', () => {
    assert.match(problemsOf({ SUPABASE_URL: 'https://x.supabase.co' }).join(), /SUPABASE_SERVICE_KEY manque/)
    assert.match(problemsOf({ SUPABASE_SERVICE_KEY: 'abc' }).join(), /SUPABASE_URL manque/)
    assert.match(
      problemsOf({ OPENROUTER_API_KEY: 'sk-or-v1-your-key' }).join(),
      /OPENROUTER_API_KEY est encore/,
    )
    assert.match(problemsOf({ OPENAI_API_KEY: 'sk-your-openai-key' }).join(), /OPENAI_API_KEY est encore/)
  })

  it('refuses a key that no header could carry, and shows nothing of it but what is wrong', () => {
    for (const name of ['OPENROUTER_API_KEY', 'OPENAI_API_KEY', 'COHERE_API_KEY', 'SUPABASE_SERVICE_KEY'])
      assert.match(
        problemsOf({ [name]: 'sk-or-v1-…' }).join(),
        new RegExp(`${name} contient « … », .* recopie-la`),
      )
    for (const value of ['sk-canari 42', 'sk-canari\u200b42', 'sk-canari\u00a042'])
      assert.deepEqual(problemsOf({ OPENAI_API_KEY: value }), [
        "OPENAI_API_KEY contient une espace ou un caractère invisible, qu'aucune clé n'a : recopie-la en entier",
      ])
    assert.deepEqual(problemsOf({ OPENAI_API_KEY: 'sk-proj_A.b/c+d=~!' }), [])
  })

  it('lets DATABASE_URL win over Supabase', () => {
    const config = parseConfig({
      DATABASE_URL: 'postgresql://u:p@localhost/db',
      SUPABASE_URL: 'https://x.supabase.co',
      SUPABASE_SERVICE_KEY: 'k',
    })
    assert.deepEqual(config.database, {
      driver: 'postgres',
      url: 'postgresql://u:p@localhost/db',
      poolSize: 10,
    })
    assert.equal(config.supabaseIgnored, true)
    assert.equal(parseConfig({ DATABASE_URL: 'postgresql://u:p@localhost/db' }).supabaseIgnored, false)
  })

  it('takes origins, not pages', () => {
    assert.deepEqual(parseConfig({ ALLOWED_ORIGINS: 'https://a.fr, https://b.fr:8443' }).allowedOrigins, [
      'https://a.fr',
      'https://b.fr:8443',
    ])
    assert.match(problemsOf({ ALLOWED_ORIGINS: 'https://a.fr/page' }).join(), /ALLOWED_ORIGINS/)
  })

  it('bounds every number on both sides', () => {
    for (const [name, low, high] of [
      ['RATE_LIMIT_MESSAGES', '0', '10001'],
      ['RAG_INITIAL_RESULTS', '0', '101'],
      ['ROUTING_CONFIDENCE', '-0.1', '1.1'],
      ['MAX_HISTORY_MESSAGES', '-1', '101'],
      ['DATABASE_POOL_SIZE', '1', '201'],
      ['RETENTION_DAYS', '-1', '36501'],
    ] as const) {
      assert.equal(problemsOf({ [name]: low }).length, 1, `${name}=${low}`)
      assert.equal(problemsOf({ [name]: high }).length, 1, `${name}=${high}`)
    }
  })

  it('takes several workers where several processes can open the database, and says why not elsewhere', () => {
    assert.match(problemsOf({ WORKERS: '2' }).join(), /^WORKERS .*base embarquée : un seul processus/)
    const url = 'postgres://u@localhost/d'
    const poolOf = (workers: string, more = {}) => {
      const { database } = parseConfig({ WORKERS: workers, DATABASE_URL: url, ...more })
      return database.driver === 'postgres' && database.poolSize
    }
    assert.deepEqual(
      ['1', '4', '8', '13', '64'].map(workers => poolOf(workers)),
      [10, 10, 5, 3, 3],
    )
    assert.equal(poolOf('8', { DATABASE_POOL_SIZE: '12' }), 12)
    const supabase = { SUPABASE_URL: 'https://x.supabase.co', SUPABASE_SERVICE_KEY: 'sb_secret_x' }
    assert.equal(parseConfig({ WORKERS: '2', ...supabase }).workers, 2)
  })

  it('refuses what it could not do: a rerank of more than is found', () => {
    assert.equal(parseConfig({ RAG_INITIAL_RESULTS: '2' }).search.rerankTopN, 2)
    assert.match(problemsOf({ RAG_RERANK_TOP_N: '5', RAG_INITIAL_RESULTS: '4' }).join(), /RAG_RERANK_TOP_N/)
  })

  it('takes proxies by name, address, range or number, and names a wrong one', () => {
    for (const proxies of ['loopback', '10.0.0.1, 10.0.0.0/8', '::1/128', '2', 'true', 'false']) {
      assert.deepEqual(problemsOf({ TRUST_PROXY: proxies }), [], proxies)
    }
    for (const proxies of ['foo', '10.0.0.0/33', '10.0.0', 'loopback,bar']) {
      assert.match(problemsOf({ TRUST_PROXY: proxies }).join(), /^TRUST_PROXY /, proxies)
    }
  })

  it('takes the variables of the guide as they are, with keys in them', () => {
    const config = parseConfig({
      SUPABASE_URL: 'https://tqwmtrhfzaugkrwjcofq.supabase.co',
      SUPABASE_SERVICE_KEY: 'sb_secret_0123456789',
      OPENROUTER_API_KEY: 'sk-or-v1-0123456789',
      OPENAI_API_KEY: 'sk-0123456789',
      COHERE_API_KEY: '0123456789',
      API_HOST: '0.0.0.0',
      API_PORT: '8000',
    })
    assert.equal(config.database.driver, 'supabase')
    assert.equal(config.providers.openrouter.apiKey, 'sk-or-v1-0123456789')
    assert.equal(config.providers.embedding, undefined)
    assert.deepEqual(config.withoutEffect, [])
  })

  it('takes hosts that answers may link to, and no addresses', () => {
    assert.deepEqual(
      parseConfig({ ALLOWED_LINK_HOSTS: 'exemple.fr, *.systeme.io' }).models.allowedLinkHosts,
      ['exemple.fr', '*.systeme.io'],
    )
    for (const hosts of ['https://exemple.fr', 'exemple.fr/page', 'localhost', '*'])
      assert.match(problemsOf({ ALLOWED_LINK_HOSTS: hosts }).join(), /^ALLOWED_LINK_HOSTS /, hosts)
  })

  it('refuses variables of providers that contradict each other', () => {
    assert.match(problemsOf({ EMBEDDING_MODEL: 'mistral-embed' }).join(), /EMBEDDING_DIMENSIONS/)
    assert.match(problemsOf({ AI_SDK_API_KEY: 'k' }).join(), /AI_SDK_PACKAGE manque/)
    assert.match(problemsOf({ FIRST_WORDS_SECONDS: '1' }).join(), /FIRST_WORDS_SECONDS/)
  })

  it('lists what is set and has no effect: budgets, where nothing costs anything', () => {
    assert.deepEqual(parseConfig({}).withoutEffect, [])
    const budget = { MONTHLY_BUDGET_EUR: '50', API_PORT: '81' }
    assert.deepEqual(parseConfig(budget).withoutEffect, ['MONTHLY_BUDGET_EUR'])
    assert.deepEqual(parseConfig({ ...budget, OPENAI_API_KEY: 'sk-1' }).withoutEffect, [])
  })

  it('reads budgets in euros, and what a dollar is worth', () => {
    const env = { MONTHLY_BUDGET_EUR: '50', VISITOR_DAILY_BUDGET_EUR: '0.5', EUR_PER_USD: '0.85' }
    assert.deepEqual(parseConfig(env).budget, {
      monthEur: 50,
      visitorDayEur: 0.5,
      eurPerUsd: 0.85,
      pricesFile: undefined,
    })
    assert.deepEqual([parseConfig({}).budget.monthEur, parseConfig({}).budget.eurPerUsd], [undefined, 0.9])
    for (const value of ['-1', 'beaucoup', '50 €', '2000000'])
      assert.match(problemsOf({ MONTHLY_BUDGET_EUR: value }).join(), /^MONTHLY_BUDGET_EUR /, value)
    assert.match(problemsOf({ EUR_PER_USD: '0' }).join(), /^EUR_PER_USD /)
  })
})
