import type { ChatEvent } from '../../contract/chat.ts'

export interface RunningTurns {
  /** Reads a turn to its end, whatever becomes of the listener's connection. Rejects when the turn throws. */
  follow(events: AsyncIterable<ChatEvent>, listener: (event: ChatEvent) => void): Promise<void>
  /** Resolves when no turn runs any more. */
  allEnded(): Promise<void>
}

/** Knows the turns that run in this process, also those whose visitor has gone. */
export function createRunningTurns(): RunningTurns {
  const running = new Set<Promise<void>>()
  return {
    follow(events, listener) {
      const turn = readAll(events, listener)
      running.add(turn)
      const forget = () => running.delete(turn)
      turn.then(forget, forget)
      return turn
    },
    async allEnded() {
      while (running.size > 0) await Promise.allSettled(running)
    },
  }
}

async function readAll(
  events: AsyncIterable<ChatEvent>,
  listener: (event: ChatEvent) => void,
): Promise<void> {
  for await (const event of events) listener(event)
}
