import type { Source } from '../../../contract/chat.ts'

/**
 * One event of a turn, as far as this panel understands it (contract/chat.ts, `ChatEvent`). `text`: of a delta the
 * piece, of `done` the whole answer. A member that is missing or empty says nothing.
 */
export interface TurnEvent {
  type: 'accepted' | 'agent' | 'sources' | 'delta' | 'done' | 'error'
  text?: string
  agent?: string
  /** As the server gave them; whoever shows them takes what can be shown (`toSources`). */
  sources?: readonly Source[]
  code?: string
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/**
 * Reads an event out of its name and its JSON. Null for what this panel does not know or cannot read, so that a panel
 * kept in a cache survives a newer server.
 */
export function toTurnEvent(type: string, json: string): TurnEvent | null {
  try {
    const value = JSON.parse(json)
    const isDone = type === 'done'
    const { text, message, agent, sources, code } = (isDone && value.reply) || value
    const said = textOf(isDone ? message : text)
    return /^(accepted|agent|sources|delta|done|error)$/.test(type) && (said || !isDone)
      ? { type: type as TurnEvent['type'], text: said, agent: textOf(agent), sources, code: textOf(code) }
      : null
  } catch {
    return null
  }
}
