// `npm run bench -- faults [turns] [seed]`: the product against fake providers of which three calls in ten fail at random,
// in ways that pass by themselves, before their first word, at 32 and at 64 turns at once, then also after it; with what those had
// met that no model answered; then outages of all providers, and how soon a model answers again. 0 turns: these alone.
import { loadavg } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { percentile } from '../evals/scorers/ranking.ts'
import { readMessages } from '../server/testing/chat-client.ts'
import { createRandom } from '../server/testing/create-random.ts'
import { failureAnswer } from '../server/testing/fake-providers/failures.ts'
import type { FakeAnswer } from '../server/testing/fake-providers/fake-exchange.ts'
import {
  type FakeProviders,
  startFakeProviders,
} from '../server/testing/fake-providers/start-fake-providers.ts'
import { observeTurn, type SeenTurn, type SentTurn } from '../server/testing/observe-turn.ts'
import { faultsAfterText, faultsBeforeText, faultsOf, pickFault } from '../server/testing/random-faults.ts'
import { createFolder, type RunningProduct, startProduct } from '../server/testing/start-product.ts'

/** What a random fault is not, by the reason. */
const excluded = [
  '2, 5, 7, 11: the day’s quota, the credit, the key, the model’s name; every call fails until somebody acts',
  '8, 9, 23: refused for what was asked, again and again',
  '10: the prompt is too long, whoever is asked',
  '21, 22: the answers of routing, not of the visitor’s question',
  '24, 33, 34, 36: odd, and no failure',
  '35: a server gone wild',
  '38: no connection at all, which is the outage below',
]
const share = 0.3
const concurrencies = [32, 64]
const outageSeconds = 40
type Outage = [name: string, down: FakeAnswer]
/** What all three providers do in an outage. */
const outages: Outage[] = [
  ['503', failureAnswer(13, '503')],
  ['silence', failureAnswer(30)],
]

const questions = [
  'Comment écrire une séquence email de bienvenue ?',
  'Combien de temps doit durer un réel ?',
  'Combien de mails dans une séquence de bienvenue ?',
  'Comment relancer un panier abandonné ?',
]

/** Prints all of it as Markdown. */
export async function run(): Promise<void> {
  const turns = Number(process.argv[3] ?? 5000)
  const seed = Number(process.argv[4] ?? 20_261_122)
  const fakes = await startFakeProviders()
  for (const endpoint of [fakes.openrouter, fakes.openai, fakes.cohere]) endpoint.keep = 1
  using folder = createFolder()
  const env = { ...fakes.environment, MAX_STREAMS_PER_ADDRESS: '1000' }
  await using product = await startProduct(folder.path, env)
  console.log(`Load average before: ${loadavg()[0]?.toFixed(1)}.`)
  if (turns > 0) await measureAllFaults({ fakes, product, turns, seed })
  console.log('\nEvery provider down, two turns a second:\n')
  line('what', 'figure')
  line('---', '---')
  for (const outage of outages) await measureOutage(fakes, product, outage)
  console.log(`\nLoad average after: ${loadavg()[0]?.toFixed(1)}.`)
  await product.stop()
  await fakes.close()
}

async function measureAllFaults(bench: Omit<Bench, 'atOnce' | 'when' | 'rows'>): Promise<void> {
  for (const atOnce of concurrencies)
    await measureFaults({ ...bench, atOnce, when: 'before the first word', rows: faultsBeforeText })
  const rows = [...faultsBeforeText, ...faultsAfterText]
  await measureFaults({ ...bench, atOnce: 32, when: 'before the first word or after it', rows })
  console.log(
    `\nRows of failures.md that are no random fault:\n\n${excluded.map(why => `- ${why}`).join('\n')}`,
  )
}

interface Bench {
  fakes: FakeProviders
  product: RunningProduct
  turns: number
  seed: number
  atOnce: number
  when: string
  rows: readonly number[]
}

const toTurn = (name: string, index: number): SentTurn => ({
  user_id: `user-${name}-${index}`,
  conversation_id: `conv-${name}-${index}`,
  message_id: `message-${index}`,
  message: questions[index % questions.length] ?? '',
})

/** Who wrote the answers of the turns that have been logged. */
const endedTurns = (product: Pick<RunningProduct, 'log'>) =>
  product.log.flatMap(entry =>
    entry.msg === 'turn' ? [{ by: String(entry.answered_by), outcome: String(entry.outcome) }] : [],
  )

/** For a share of the calls any of the rows, each as likely, and of it any variant; good answers for the rest. */
function failAtRandom(random: () => number, rows: readonly number[]): FakeAnswer {
  const answers = faultsOf(rows, { late: rows !== faultsBeforeText })
  return exchange => {
    const answer = random() < share ? pickFault(random, answers) : undefined
    return (answer ?? exchange.answerWell)(exchange)
  }
}

/** What the turns that fell back had met, one after the other, with how often; the most frequent first. */
function whyFellBack(log: RunningProduct['log']): [string, number][] {
  const fell = log.filter(entry => entry.msg === 'turn' && entry.answered_by === 'extractive')
  const counts = new Map<string, number>()
  for (const { request_id, steps } of fell) {
    const troubles = log.filter(entry => entry.msg === 'a provider failed' && entry.request_id === request_id)
    const told = troubles.map(
      ({ step, reason, milliseconds }) =>
        `${step === 'answer' ? '' : `${step} `}${reason}${Number(milliseconds) >= 1000 ? ` ${Math.round(Number(milliseconds) / 1000)} s` : ''}`,
    )
    const before = Object.entries(steps as Record<string, number>).filter(
      ([step, milliseconds]) => step !== 'answer' && step !== 'first_words' && milliseconds >= 500,
    )
    const slow = before.map(([step, milliseconds]) => `${step} took ${(milliseconds / 1000).toFixed(1)} s`)
    const why = [...slow, ...told].join(', ')
    counts.set(why, (counts.get(why) ?? 0) + 1)
  }
  return [...counts].sort((one, other) => other[1] - one[1])
}

async function measureFaults({ fakes, product, turns, seed, atOnce, when, rows }: Bench): Promise<void> {
  fakes.openrouter.answerAlways(failAtRandom(createRandom(seed), rows))
  const logged = product.log.length
  const calls = fakes.openrouter.calls
  const seen: SeenTurn[] = []
  const name = `faults-${rows.length}-${atOnce}`
  const began = performance.now()
  let next = 0
  const work = async () => {
    for (let index = next++; index < turns; index = next++) {
      const turn = toTurn(name, index)
      seen[index] = await observeTurn(product.url, turn, { stream: true }).ended
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  const seconds = (performance.now() - began) / 1000
  fakes.openrouter.answerAlways()

  let lost = 0
  for (const [index, { reply }] of seen.entries()) {
    const turn = toTurn(name, index)
    const messages = await readMessages(product.url, turn.conversation_id, turn.user_id)
    const [question, answer, ...more] = messages
    const whole =
      question?.content === turn.message && answer?.content === reply?.message && more.length === 0
    if (reply === undefined || !whole) lost++
  }
  const log = product.log.slice(logged)
  const ended = endedTurns({ log })
  const of = (by: string) => ended.filter(turn => turn.by === by && turn.outcome === 'complete').length
  const times = seen.map(({ milliseconds }) => milliseconds)
  console.log(
    `\n${turns} turns, ${atOnce} at once, 30 % of the calls fail ${when} (seed ${seed}; rows ${rows.join(', ')}), ${seconds.toFixed(0)} s\n`,
  )
  line('what', 'figure')
  line('---', '---')
  const withShare = (count: number) => `${count} (${((count / turns) * 100).toFixed(2)} %)`
  line('full answers by a model', withShare(of('model')))
  line('answers from the documents', withShare(of('extractive')))
  line('cut answers', withShare(ended.filter(({ outcome }) => outcome === 'partial').length))
  line('lost, or stored otherwise than seen', String(lost))
  line('status other than 200', String(seen.filter(({ status }) => status !== 200).length))
  line('calls to models', String(fakes.openrouter.calls - calls))
  for (const part of [0.5, 0.95, 0.99, 1])
    line(`time to the whole answer, p${part * 100}`, `${(percentile(times, part) / 1000).toFixed(2)} s`)
  const reasons = whyFellBack(log)
  if (reasons.length > 0) console.log('\nWhat those that fell back had met:\n')
  for (const [why, count] of reasons) console.log(`- ${count} × ${why}`)
}

async function measureOutage(
  fakes: FakeProviders,
  product: RunningProduct,
  [name, down]: Outage,
): Promise<void> {
  const endpoints = [fakes.openrouter, fakes.openai, fakes.cohere]
  const times: number[] = []
  const statuses = new Set<number>()
  let index = 0
  const askOnce = async () => {
    const turn = toTurn(`outage-${name}`, index++)
    // Each another question: the embedder remembers those it knows.
    turn.message += ` (${index})`
    const { milliseconds, status } = await observeTurn(product.url, turn, { stream: true }).ended
    times.push(milliseconds)
    statuses.add(status)
  }
  for (const endpoint of endpoints) endpoint.answerAlways(down)
  const end = performance.now() + outageSeconds * 1000
  const asked: Promise<void>[] = []
  while (performance.now() < end) {
    asked.push(askOnce())
    await delay(500)
  }
  const duringOutage = asked.length
  for (const endpoint of endpoints) endpoint.answerAlways()
  const back = performance.now()
  const logged = product.log.length
  const recovered = () => endedTurns({ log: product.log.slice(logged) }).some(({ by }) => by === 'model')
  while (!recovered()) {
    asked.push(askOnce())
    await delay(250)
  }
  const seconds = (performance.now() - back) / 1000
  await Promise.all(asked)
  line(`${name}: turns asked in ${outageSeconds} s, statuses`, `${duringOutage}, ${[...statuses].join(', ')}`)
  line(`${name}: time to the whole answer, p50`, inSeconds(percentile(times, 0.5)))
  line(`${name}: time to the whole answer, p99`, inSeconds(percentile(times, 0.99)))
  line(`${name}: the slowest`, inSeconds(Math.max(...times)))
  line(`${name}: a model answered again after`, `${seconds.toFixed(1)} s`)
}

const inSeconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`
const line = (name: string, value: string) => console.log(`| ${name} | ${value} |`)
