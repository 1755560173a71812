import type { Tell, Turn } from '../turn/turn.ts'

export interface RunningTurns {
  /** Follows a turn to its end, whatever becomes of the listener's connection. Rejects when the turn does. */
  follow(turn: Turn, tell: Tell): Promise<void>
  /** Resolves when no turn runs any more. */
  allEnded(): Promise<void>
}

/** Knows the turns that run in this process, also those whose visitor has gone. */
export function createRunningTurns(): RunningTurns {
  const running = new Set<Promise<void>>()
  return {
    follow(turn, tell) {
      const followed = turn.follow(tell)
      running.add(followed)
      const forget = () => running.delete(followed)
      followed.then(forget, forget)
      return followed
    },
    async allEnded() {
      while (running.size > 0) await Promise.allSettled(running)
    },
  }
}
