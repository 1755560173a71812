import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseConfig } from './config.ts'
import { ConfigError } from './config-error.ts'
import { toListenProblem, toStartProblem, toStartScreen, toStartState } from './start-screen.ts'

const knowledge = { documents: 15, chunks: 80, embedded: 80, embedding_model: 'text-embedding-3-small' }
const personas = [{ name: 'Audrey', emoji: '👩‍💼' }]

describe('the start screen', () => {
  it('names the address a browser on this machine can open', () => {
    assert.equal(toStartState(parseConfig({}), 8000, knowledge).address, 'http://localhost:8000')
    assert.equal(
      toStartState(parseConfig({ API_HOST: '127.0.0.1' }), 81, knowledge).address,
      'http://127.0.0.1:81',
    )
  })

  it('fits one screen and says database, answers, embeddings and reranking', () => {
    const screen = toStartScreen(toStartState(parseConfig({}), 8000, knowledge), personas)
    assert.ok(screen.split('\n').length <= 20)
    for (const word of ['Base de données', 'Réponses', 'Embeddings', 'Reranking', '15 documents', 'Audrey']) {
      assert.ok(screen.includes(word), word)
    }
  })

  it('says which database is used when two are given, and what to do with one that is empty', () => {
    const config = parseConfig({
      DATABASE_URL: 'postgresql://u:canari@localhost/db',
      SUPABASE_URL: 'https://x.supabase.co',
      SUPABASE_SERVICE_KEY: 'canari-2',
    })
    const state = toStartState(config, 8000, { ...knowledge, documents: 0, chunks: 0, embedded: 0 })
    assert.match(state.database, /DATABASE_URL.*SUPABASE_URL .*ignoré/)
    assert.match(state.documents, /npm run ingest/)
    assert.ok(!JSON.stringify(state).includes('canari'))
  })

  it('says what npm run embed has to do: passages without an embedding, or another model’s', () => {
    const embeddings = (config: Record<string, string>, embedded: number) =>
      toStartState(parseConfig({ OPENAI_API_KEY: 'sk-a', ...config }), 8000, { ...knowledge, embedded })
        .embeddings
    assert.equal(embeddings({}, 80), 'text-embedding-3-small')
    assert.match(embeddings({}, 30), /50 extraits n’en ont pas encore, ils se remplissent en arrière-plan/)
    const many = { ...knowledge, chunks: 2081 }
    assert.match(
      toStartState(parseConfig({ OPENAI_API_KEY: 'sk-a' }), 8000, many).embeddings,
      /2001 extraits n’en ont pas encore : npm run embed/,
    )
    const other = { EMBEDDING_MODEL: 'bge-m3', EMBEDDING_DIMENSIONS: '1024' }
    assert.match(
      embeddings(other, 80),
      /^bge-m3 ; la base a encore ceux de text-embedding-3-small : npm run embed/,
    )
  })

  it('says which model answers, who stands in, and that none does without a key', () => {
    const none = toStartState(parseConfig({}), 8000, knowledge)
    assert.match(none.answers, /sans modèle de langage/)
    const state = toStartState(
      parseConfig({
        OPENROUTER_API_KEY: 'sk-or-v1-canari',
        OPENAI_API_KEY: 'sk-canari',
        COHERE_API_KEY: 'canari',
      }),
      8000,
      knowledge,
    )
    assert.equal(
      state.answers,
      'anthropic/claude-3.5-sonnet ; en secours : openai/gpt-4o-mini, puis citations de tes documents',
    )
    assert.match(
      toStartScreen(state, personas),
      /✓ Embeddings +text-embedding-3-small\n +✓ Reranking +rerank-/,
    )
    assert.ok(!JSON.stringify(state).includes('canari'))
  })

  it('names one model once when it stands in for itself', () => {
    const model = 'mistral-small'
    const config = parseConfig({
      OPENROUTER_BASE_URL: 'http://127.0.0.1:11434/v1',
      AUDREY_MODEL: model,
      CAROLE_MODEL: model,
      FALLBACK_MODEL: model,
    })
    assert.equal(
      toStartState(config, 8000, knowledge).answers,
      'mistral-small ; en secours : citations de tes documents',
    )
  })

  it('says what may be spent, or that nothing limits it', () => {
    const budgetOf = (env: Record<string, string>) => toStartState(parseConfig(env), 8000, knowledge).budget
    assert.match(budgetOf({}), /^non configuré/)
    assert.equal(
      budgetOf({ MONTHLY_BUDGET_EUR: '1200', VISITOR_DAILY_BUDGET_EUR: '0.5' }),
      '1 200 € par mois, 0,5 € par visiteuse et par jour',
    )
  })

  it('marks what a key that does not work keeps from working, and says why below', () => {
    const config = parseConfig({ OPENROUTER_API_KEY: 'sk-or-v1-a', COHERE_API_KEY: 'b' })
    const problems = [
      { vendor: 'openrouter', line: 'OPENROUTER_API_KEY est refusée' },
      { vendor: 'cohere', line: 'COHERE_API_KEY n’a plus de crédit' },
    ] as const
    const screen = toStartScreen(toStartState(config, 8000, knowledge, problems), personas)
    assert.match(
      screen,
      /\n {2}! Réponses +anthropic.*\n {21}OPENROUTER_API_KEY est refusée\n {2}– Embeddings/,
    )
    assert.match(screen, /\n {2}! Reranking +rerank.*\n {21}COHERE_API_KEY n’a plus de crédit\n {2}– Budget/)
    assert.ok(!toStartScreen(toStartState(config, 8000, knowledge), personas).includes('! '))
  })

  it('warns of models that keep OpenRouter’s names where another server is asked', () => {
    const problemOf = (env: Record<string, string>) =>
      toStartState(parseConfig(env), 8000, knowledge).problems.answers
    const ollama = { OPENROUTER_BASE_URL: 'http://127.0.0.1:11434/v1', AUDREY_MODEL: 'mistral-small' }
    assert.match(
      problemOf(ollama) ?? '',
      /^CAROLE_MODEL, ORCHESTRATOR_MODEL, FALLBACK_MODEL : .*127\.0\.0\.1:11434 ne connaît .*Donne-les dans \.env/,
    )
    const others = { CAROLE_MODEL: 'a', ORCHESTRATOR_MODEL: 'a' }
    assert.match(problemOf({ ...ollama, ...others }) ?? '', /^FALLBACK_MODEL : .*Donne-le /)
    assert.equal(problemOf({ ...ollama, ...others, FALLBACK_MODEL: 'a' }), undefined)
    assert.match(problemOf({ AI_SDK_PACKAGE: '@ai-sdk/mistral' }) ?? '', /que @ai-sdk\/mistral ne connaît/)
    assert.equal(problemOf({ OPENROUTER_API_KEY: 'sk-or-v1-a' }), undefined)
    assert.equal(problemOf({ OPENROUTER_BASE_URL: 'https://gate.example/api/v1' }), undefined)
  })

  it('names the settings that have no effect', () => {
    const config = parseConfig({})
    const state = toStartState({ ...config, withoutEffect: ['A_VARIABLE', 'ANOTHER'] }, 8000, knowledge)
    assert.match(toStartScreen(state, personas), /Sans effet.*A_VARIABLE, ANOTHER/)
  })
})

describe('start problems', () => {
  it('are one line a wrong variable', () => {
    const text = toStartProblem(new ConfigError(['PORT doit…', 'LOG_LEVEL doit…']))
    assert.equal(text.split('\n').length, 3)
  })

  it('name the busy port and the way out', () => {
    const error = Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE' })
    assert.match(toListenProblem(error, '0.0.0.0', 8000), /port 8000 .*API_PORT/)
  })
})
