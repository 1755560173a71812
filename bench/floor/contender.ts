// What the parts of the floor's bench share: who is measured, and the fake providers, which are told how fast to be.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Pace } from './pace.ts'
import type { Profiler } from './profile-shares.ts'

export interface Contender {
  name: 'product' | 'floor'
  url: string
  pid: number
}

export interface Bench {
  contenders: Contender[]
  providers: ChildProcess
  /** Name of the database. */
  database: string
  /** Environment of a product without models. */
  plain: Record<string, string>
  /** Of the product, when PROFILE asks for it. */
  profiler: Profiler | undefined
}

/** What the fakes have counted since they began, and what they refused. */
export interface ProviderCounts {
  completions: number
  embeddings: number
  reranks: number
  problems: string[]
}

/** Sets the fakes' pace, or only asks what they counted. */
export async function tell(providers: ChildProcess, message: Pace | 'count'): Promise<ProviderCounts> {
  providers.send(message)
  const [counts] = await once(providers, 'message')
  return counts
}

const questions = [
  'Comment écrire une séquence email de bienvenue',
  'Combien de temps doit durer un réel',
  'Comment construire un tunnel de vente',
  'Quelles idées de stories pour mon compte Instagram',
]
let asked = 0

/** A question nobody asked before, so that no embedding is remembered, in a conversation of its own. */
export function nextQuestion() {
  const number = ++asked
  const question = questions[number % questions.length]
  return { conversation_id: `bench-${process.pid}-${number}`, message: `${question} ? (${number})` }
}
