import type { ChatEvent, ChatReply } from '../../contract/chat.ts'
import type { AppDeps } from '../http/app-deps.ts'
import type { Tell, Turn, TurnRequest } from '../turn/turn.ts'

/** A reply that a scripted turn ends with. */
export function toReply(request: TurnRequest, message: string): ChatReply {
  return {
    conversation_id: request.conversation_id,
    message_id: request.message_id ?? 'message-of-the-server',
    message,
    agent: 'audrey',
    confidence: 0.9,
    reasoning: 'Exemple',
    sources: [],
    timestamp: '2026-01-01T00:00:00.000Z',
  }
}

/** The events of a turn that says these texts, each as one delta. */
export function toEvents(request: TurnRequest, texts: string[]): ChatEvent[] {
  const reply = toReply(request, texts.join(''))
  return [
    { type: 'accepted', conversation_id: reply.conversation_id, message_id: reply.message_id },
    { type: 'agent', agent: reply.agent, confidence: reply.confidence, reasoning: reply.reasoning },
    { type: 'sources', sources: reply.sources },
    ...texts.map(text => ({ type: 'delta', text }) as const),
    { type: 'done', reply },
  ]
}

export type Script = (request: TurnRequest) => AsyncIterable<ChatEvent> | Iterable<ChatEvent>

/** Turns that do as they are told, and remember what was asked and which of them ended. */
export function createScriptedTurns(script: Script = request => toEvents(request, ['Bonjour', ' !'])) {
  const requests: TurnRequest[] = []
  const ended: TurnRequest[] = []
  const follow = async (request: TurnRequest, tell: Tell): Promise<void> => {
    for await (const event of script(request)) tell(event)
    ended.push(request)
  }
  const turns: AppDeps['turns'] = {
    async begin(request): Promise<Turn> {
      requests.push(request)
      return {
        rateLimit: { limit: 10, remaining: 7, resetSeconds: 41 },
        follow: tell => follow(request, tell),
      }
    },
  }
  return { ...turns, requests, ended }
}
