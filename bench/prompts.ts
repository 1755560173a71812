// Model calls and prompt tokens a turn: what the product really sends to (fake) providers, beside the Python v2's two
// calls, whose prompts are a reconstruction. The same 200 questions of evals/data, the same passages, one tokenizer.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTokenCounter } from '../server/ingest/count-tokens.ts'
import { ask } from '../server/testing/chat-client.ts'
import { promptText } from '../server/testing/fake-providers/fake-answer.ts'
import { startFakeProviders } from '../server/testing/fake-providers/start-fake-providers.ts'
import { createFolder, startProduct } from '../server/testing/start-product.ts'
import { agentSystem, orchestratorReply, orchestratorSystem } from './floor/version-two-prompts.ts'

const wanted = 200
const count = createTokenCounter()
const agents = ['audrey', 'carole']

interface Call {
  messages: { role: string; content: string | { text: string }[] }[]
  response_format?: object
}

interface Turn {
  question: string
  agent: string
  calls: Call[]
}

/** Asks every question once, alone in its conversation, and prints a Markdown table. */
export async function run(): Promise<void> {
  await using fakes = await startFakeProviders()
  using folder = createFolder()
  await using product = await startProduct(folder.path, {
    ...fakes.environment,
    SITE_URL: 'https://exemple.fr',
  })
  const turns: Turn[] = []
  for (const [index, question] of readQuestions().entries()) {
    const before = fakes.openrouter.calls
    const body = { user_id: 'bench', conversation_id: `prompts-${index}`, message: question }
    const { agent } = await ask(product.url, body)
    const made = fakes.openrouter.calls - before
    const calls = made === 0 ? [] : fakes.openrouter.received.slice(-made).map(({ body }) => body as Call)
    turns.push({ question, agent, calls })
  }
  await product.stop('SIGINT')
  print(turns)
}

/** All golden questions, then routing examples, evenly spread over their kinds. */
function readQuestions(): string[] {
  const read = (name: string) =>
    readFileSync(join(import.meta.dirname, '../evals/data', name), 'utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
  const golden = read('golden-questions.jsonl').map(({ question }) => question as string)
  const routing = read('routing.jsonl').filter(({ text }) => typeof text === 'string')
  const missing = wanted - golden.length
  const spread = Array.from(
    { length: missing },
    (_, index) => routing[Math.floor((index * routing.length) / missing)].text as string,
  )
  return [...golden, ...spread]
}

function print(turns: readonly Turn[]): void {
  const ours = turns.map(({ calls }) => calls)
  const answered = turns.filter(({ agent }) => agents.includes(agent))
  const system = ours.flat().map(({ messages }) => promptText(messages.slice(0, 1)))
  const routed = ours.flat().filter(call => call.response_format !== undefined).length
  const theirs = turns.map(versionTwo)
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / turns.length
  console.log(
    `${turns.length} questions, each the first of its conversation; ${answered.length} went to a specialist.\n`,
  )
  console.log('| a turn | product | v2 (reconstructed prompts) |')
  console.log('| --- | --- | --- |')
  const line = (name: string, one: number, other: number, digits = 0) =>
    console.log(`| ${name} | ${one.toFixed(digits)} | ${other.toFixed(digits)} |`)
  line('model calls', mean(ours.map(calls => calls.length)), mean(theirs.map(({ calls }) => calls)), 2)
  line('… of which only to route', routed / turns.length, 1, 2)
  line(
    'prompt tokens',
    mean(ours.map(calls => calls.reduce((sum, call) => sum + tokensOf(call), 0))),
    mean(theirs.map(({ tokens }) => tokens)),
  )
  line(
    '… of which the same every time (cacheable)',
    mean(system.map(count)),
    mean(theirs.map(same => same.fixed)),
  )
  console.log(`| tokens written only to route | not counted | ${count(orchestratorReply)} |`)
  console.log(
    `\nMost model calls in a turn of the product: ${Math.max(...ours.map(calls => calls.length))}; turns without any: ${ours.filter(calls => calls.length === 0).length}.`,
  )
}

function tokensOf({ messages }: Call): number {
  return count(promptText(messages))
}

/**
 * What v2 sends: the orchestrator for every question, the specialist where ours chose one too, with the same passages; those
 * of a question that our model was not asked are unknown and not counted.
 */
function versionTwo({ question, agent, calls }: Turn): { calls: number; tokens: number; fixed: number } {
  const routing = count(orchestratorSystem)
  const first = routing + count(question)
  if (!agents.includes(agent)) return { calls: 1, tokens: first, fixed: routing }
  const answering = calls.find(call => call.response_format === undefined)
  const asked = promptText(answering?.messages.slice(-1) ?? [])
  const passages = asked.match(/<extrait-[^>]*>\n[\s\S]*?\n<\/extrait-/g) ?? []
  const context = passages.map(text => text.replace(/^<[^>]*>\n|\n<\/extrait-$/g, '')).join('\n\n')
  const fixed = count(agentSystem(agent))
  return {
    calls: 2,
    tokens: first + fixed + count(`Contexte :\n${context}\n\nQuestion : ${question}`),
    fixed: routing + fixed,
  }
}
