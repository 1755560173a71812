import { createRandom } from '../../server/testing/create-random.ts'

/** One kind of work on one group of cores: a queue served in order. */
export interface Work {
  /** Which group of cores does it. */
  at: string
  /** Mean milliseconds of CPU; each piece is drawn from a log-normal spread of 0.5 around it. */
  milliseconds: number
  /** Milliseconds after the turn's beginning at which it is asked for. */
  after: number
}

export interface SimulatedQueues {
  /** Share of their time that a group's cores are busy, from 0; 1 and more cannot keep up. */
  load: Record<string, number>
  /** Milliseconds a turn spends in the database, waiting included. */
  p50: number
  p95: number
}

/** Standard deviation of the logarithm of a piece of work. */
const spread = 0.5

/**
 * Simulates turns that come at random (Poisson) and whose pieces queue at groups of cores (M/G/c, first come first
 * served), event by event. The first tenth is left out of the figures. The same seed gives the same figures.
 */
export function simulateQueues(options: {
  turnsPerSecond: number
  cores: Record<string, number>
  turn: readonly Work[]
  turns: number
  seed: number
}): SimulatedQueues {
  const random = createRandom(options.seed)
  const pieces: { turn: number; at: string; arrives: number; takes: number }[] = []
  let now = 0
  for (let turn = 0; turn < options.turns; turn++) {
    now += (-Math.log(1 - random()) / options.turnsPerSecond) * 1000
    for (const work of options.turn) {
      pieces.push({
        turn,
        at: work.at,
        arrives: now + work.after,
        takes: work.milliseconds * logNormal(random),
      })
    }
  }
  pieces.sort((a, b) => a.arrives - b.arrives)

  const free = Object.fromEntries(
    Object.entries(options.cores).map(([group, count]) => [group, new Float64Array(count)]),
  )
  const busy: Record<string, number> = {}
  const spent = new Float64Array(options.turns)
  for (const { turn, at, arrives, takes } of pieces) {
    const cores = free[at]
    if (cores === undefined) throw new Error(`no cores for ${at}`)
    const core = indexOfLeast(cores)
    const ends = Math.max(arrives, cores[core] ?? 0) + takes
    cores[core] = ends
    busy[at] = (busy[at] ?? 0) + takes
    spent[turn] = (spent[turn] ?? 0) + ends - arrives
  }
  const settled = spent.slice(Math.floor(options.turns / 10)).sort()
  const at = (share: number) => settled[Math.floor(share * (settled.length - 1))] ?? 0
  return {
    load: Object.fromEntries(
      Object.entries(options.cores).map(([group, count]) => [group, (busy[group] ?? 0) / (now * count)]),
    ),
    p50: at(0.5),
    p95: at(0.95),
  }
}

function indexOfLeast(values: Float64Array): number {
  let least = 0
  for (let index = 1; index < values.length; index++) {
    if ((values[index] ?? 0) < (values[least] ?? 0)) least = index
  }
  return least
}

/** A factor with mean 1 (Box and Muller's normal deviate). */
function logNormal(random: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return Math.exp(spread * normal - spread ** 2 / 2)
}
