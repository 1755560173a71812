import { readFileSync } from 'node:fs'
import { createRouter } from '../server/agents/choose-agent.ts'
import type { HistoryMessage } from '../server/agents/conversation.ts'
import type { Persona, Team } from '../server/agents/persona.ts'
import type { Prediction } from './scorers/calibration.ts'

/** A line of evals/data/routing.jsonl: what a message of that conversation must become (any of `expect`). */
export interface OwnMessage {
  id: string
  group: string
  text: string
  /** Specialists' ids, or kinds of decision. */
  expect: string[]
  history?: HistoryMessage[]
}

/** A message of ours, routed: `given` is a specialist's id or a kind of decision. */
export interface OwnResult extends OwnMessage {
  given: string
  right: boolean
  /** What the visitor is told; a clarifying question's is about its first specialist. */
  prediction: Prediction
}

/** The messages we wrote ourselves, none of them an example of a specialist. */
export function loadOwnMessages(): OwnMessage[] {
  const text = readFileSync(new URL('./data/routing.jsonl', import.meta.url), 'utf8')
  return text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as OwnMessage)
}

/** Routes them at the default threshold, without passages: what the words alone decide. */
export function routeOwnMessages(
  team: { team: Team; personas: Persona[] },
  messages: readonly OwnMessage[],
): OwnResult[] {
  const router = createRouter({ ...team, threshold: 0.7 })
  return messages.map(message => {
    const decision = router.choose({ message: message.text, history: message.history ?? [], passages: [] })
    const given = decision.kind === 'agent' ? decision.agent : decision.kind
    const right = message.expect.includes(given)
    const spokenOf = decision.kind === 'clarify' ? (decision.candidates[0] ?? '') : given
    const prediction = { confidence: decision.confidence, right: message.expect.includes(spokenOf) }
    return { ...message, given, right, prediction }
  })
}
