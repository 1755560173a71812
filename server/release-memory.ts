import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Gives back what the start needed and idling does not: learning to route leaves 100 MB of empty young generation
 * that V8 keeps as long as nobody asks. Holds the process up for some tens of milliseconds, so before it listens.
 */
export function releaseMemory(): void {
  setFlagsFromString('--expose-gc') // Node has no other way in than this flag and a context made after it
  const collect = runInNewContext('gc') as (options: object) => void
  setFlagsFromString('--no-expose-gc')
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
