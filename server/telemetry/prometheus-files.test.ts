import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { parser } from '@prometheus-io/lezer-promql'
import { parse } from 'yaml'
import { ask } from '../testing/chat-client.ts'
import { failureAnswer } from '../testing/fake-providers/failures.ts'
import { type FakeProviders, startFakeProviders } from '../testing/fake-providers/start-fake-providers.ts'
import { observeTurn } from '../testing/observe-turn.ts'
import { createFolder, type RunningProduct, startProduct } from '../testing/start-product.ts'

const deploy = join(import.meta.dirname, '../../deploy')
const dashboard = JSON.parse(readFileSync(join(deploy, 'grafana/chatbot-v2.json'), 'utf8')) as {
  uid: string
  panels: {
    id: number
    type: string
    title: string
    gridPos: { x: number; y: number; w: number; h: number }
    targets?: { expr: string; datasource: { uid: string } }[]
  }[]
}
const alerts = parse(readFileSync(join(deploy, 'prometheus/alerts.yml'), 'utf8')) as {
  groups: { rules: { alert: string; expr: string; annotations: Record<string, string> }[] }[]
}
const scrapeConfig = parse(readFileSync(join(deploy, 'prometheus/prometheus.yml'), 'utf8')) as {
  rule_files: string[]
  scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[]
}
const rules = alerts.groups.flatMap(group => group.rules)
const panels = dashboard.panels.filter(({ type }) => type !== 'row')
/** Dashboard expressions as Grafana sends them. */
const shown = panels.flatMap(({ targets = [] }) =>
  targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '1m').replaceAll('$__range', '6h')),
)
const expressions = [...shown, ...rules.map(({ expr }) => expr)]

interface Selector {
  name: string
  labels: { name: string; operator: string; value: string }[]
}

/** The series that an expression asks for. Throws when it is no PromQL. */
function selectorsOf(expression: string): Selector[] {
  const selectors: Selector[] = []
  const text = (node: { from: number; to: number }) => expression.slice(node.from, node.to)
  parser.parse(expression).iterate({
    enter(node) {
      if (node.type.isError) throw new Error(`no PromQL at ${node.from}: ${expression}`)
      if (node.name === 'VectorSelector') selectors.push({ name: '', labels: [] })
      const selector = selectors.at(-1)
      if (selector === undefined) return
      if (node.name === 'Identifier' && node.matchContext(['VectorSelector'])) selector.name = text(node)
      if (node.name !== 'UnquotedLabelMatcher') return
      const { firstChild, lastChild } = node.node
      if (firstChild === null || lastChild === null) return
      const operator = expression.slice(firstChild.to, lastChild.from)
      selector.labels.push({ name: text(firstChild), operator, value: text(lastChild).slice(1, -1) })
    },
  })
  return selectors
}

interface Sample {
  name: string
  labels: Record<string, string>
}

function parseScrape(scrape: string): Sample[] {
  return scrape.split('\n').flatMap(line => {
    const [, name, labels = ''] = /^(\w+)(?:\{(.*)\})? \S+$/.exec(line) ?? []
    if (name === undefined) return []
    return [
      {
        name,
        labels: Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, k, v]) => [k, v])),
      },
    ]
  })
}

/** Labels that Prometheus itself gives. */
const given = ['job', 'instance']

function isMatched({ name, labels }: Selector, sample: Sample): boolean {
  if (sample.name !== name) return false
  return labels.every(({ name: label, operator, value }) => {
    if (given.includes(label)) return true
    const has = sample.labels[label] ?? ''
    const equals = operator.includes('~') ? new RegExp(`^(?:${value})$`).test(has) : has === value
    return operator.startsWith('!') ? !equals : equals
  })
}

describe('the dashboard and the alerts', () => {
  let fakes: FakeProviders
  let product: RunningProduct
  let samples: Sample[]
  const folder = createFolder()

  before(async () => {
    fakes = await startFakeProviders()
    product = await startProduct(folder.path, {
      ...fakes.environment,
      MONTHLY_BUDGET_EUR: '50',
      RATE_LIMIT_MESSAGES: '2',
    })
    const toTurn = (message: string, conversation: string = randomUUID()) => ({
      user_id: 'visitor-of-metrics',
      conversation_id: conversation,
      message_id: randomUUID(),
      message,
    })
    const question = 'Combien de mails dans une séquence de bienvenue ?'
    await ask(product.url, toTurn(question))
    fakes.openrouter.answerNext(failureAnswer(11))
    await observeTurn(product.url, toTurn('Quand relancer un panier abandonné ?'), { stream: true }).ended
    await ask(product.url, toTurn('Je veux parler à une personne humaine'))
    for (let index = 0; index < 3; index++)
      await ask(product.url, toTurn(question, 'conv-limited')).catch(() => undefined)
    samples = parseScrape(await (await fetch(`${product.url}/metrics`)).text())
  })
  after(async () => {
    await product.stop()
    await fakes.close()
    folder[Symbol.dispose]()
  })

  it('are PromQL that asks for something', () => {
    assert.ok(expressions.length > 40, String(expressions.length))
    for (const expression of expressions) assert.ok(selectorsOf(expression).length > 0, expression)
    assert.throws(() => selectorsOf('sum(rate(x[5m])'), /no PromQL/)
  })

  it('ask for nothing that the running product does not say', () => {
    // The pool is Postgres' (open-database.ts); `up` is Prometheus' own.
    const elsewhere = ['up', 'chat_database_connections']
    const missing = expressions
      .flatMap(selectorsOf)
      .filter(({ name }) => !elsewhere.includes(name))
      // What counts failures by reason has no series before the first one of that reason.
      .filter(({ labels }) => !labels.some(({ name, operator }) => name === 'reason' && operator === '=~'))
      .filter(selector => !samples.some(sample => isMatched(selector, sample)))
      .map(({ name, labels }) => `${name} ${JSON.stringify(labels)}`)
    assert.deepEqual([...new Set(missing)], [])
  })

  it('name every metric of ours', () => {
    const asked = new Set(expressions.flatMap(selectorsOf).map(({ name }) => name))
    const ours = samples.map(({ name }) => name).filter(name => name.startsWith('chat_'))
    const families = [...new Set(ours.map(name => name.replace(/_(bucket|sum|count)$/, '')))]
    const unseen = families.filter(
      name => ![name, `${name}_bucket`, `${name}_count`, `${name}_sum`].some(each => asked.has(each)),
    )
    assert.deepEqual(unseen, [])
  })

  it('show no text and no id of a visitor', async () => {
    const scrape = await (await fetch(`${product.url}/metrics`)).text()
    assert.doesNotMatch(scrape, /visitor-of-metrics|conv-limited|mails|panier|sk-/)
  })

  it('count what those turns were', () => {
    const has = (name: string, labels: Record<string, string>) =>
      samples.some(
        sample =>
          sample.name === name &&
          Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
      )
    for (const step of ['admit', 'embed', 'search', 'route', 'rerank', 'answer', 'finish'])
      assert.ok(has('chat_turn_step_duration_seconds_count', { step }), step)
    for (const outcome of ['answered', 'extractive', 'escalated', 'partial', 'refused', 'limited', 'failed'])
      assert.ok(has('chat_turns_total', { outcome }), outcome)
    assert.ok(has('chat_model_troubles_total', { provider: 'openrouter', reason: 'model_unavailable' }))
    assert.ok(has('chat_breaker_open', { target: 'anthropic/claude-3.5-sonnet' }))
  })

  it('fit together: panels do not overlap, every alert says what to do, the configuration names the rules', () => {
    const ids = dashboard.panels.map(({ id }) => id)
    assert.equal(new Set(ids).size, ids.length)
    const cells = new Set<string>()
    for (const { gridPos, title } of dashboard.panels)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          assert.ok(x < 24 && !cells.has(`${x},${y}`), title)
          cells.add(`${x},${y}`)
        }
    for (const { targets = [] } of panels)
      for (const { datasource } of targets) assert.match(datasource.uid, /^\$\{datasource\}$/)
    for (const { alert, annotations } of rules)
      assert.ok(annotations.summary && annotations.description, alert)
    assert.deepEqual(scrapeConfig.rule_files, ['alerts.yml'])
    assert.equal(scrapeConfig.scrape_configs[0]?.job_name, 'chatbot-v2')
  })
})
