// node evals/routing-calibration.ts: derives the constants of server/agents/confidence.ts and prints them.
// Sharpness and scope come from teams made of the training halves of the sets in EVAL_DATA.

import { backgroundMessages } from '../server/agents/background-messages.ts'
import { softmax } from '../server/agents/confidence.ts'
import { createExampleScorer } from '../server/agents/score-examples.ts'
import { createRandom } from '../server/testing/create-random.ts'
import { dataFolder } from './data-folder.ts'
import { fitLogistic } from './fit-logistic.ts'
import { type LabelledMessage, loadRoutingSet, routingSets, toTeam } from './routing-sets.ts'
import { fitTrust, leaveOneSetOut, tellUnscaled } from './routing-trust.ts'

/** A held-out message and what the examples say of it; `owner` is -1 when it is nobody's. */
interface Held {
  owner: number
  scores: number[]
  background: number
  known: number
}

/** Share of the messages that are assumed to be nobody's business. */
const outsideShare = 0.1
const teamSizes = [2, 2, 3, 4, 6, 10, 16]
const labelsEach = [1, 3, 5]
const teamsPerSet = 24

const folder = dataFolder()
const random = createRandom(7)
const held = routingSets.flatMap(source =>
  Array.from({ length: teamsPerSet }, (_, index) =>
    holdOut(loadRoutingSet(folder, source).train, index),
  ).flat(),
)
const weights = held.map(({ owner }) => {
  const inside = held.filter(other => other.owner >= 0).length
  return owner >= 0 ? (1 - outsideShare) / inside : outsideShare / (held.length - inside)
})

const sharpness = fitSharpness(held.filter(({ owner }) => owner >= 0))
const [constant = 0, best = 0, background = 0, known = 0] = fitLogistic(
  held.map(({ scores, background, known }) => [
    1,
    Math.max(...scores),
    background,
    known * Math.max(...scores),
  ]),
  held.map(({ owner }) => owner >= 0),
  weights,
)
const scope = { constant, best, background, known }
console.log({ messages: held.length, sharpness, scope })

// Whether the product of both means what it says shows on messages as they come: the sets' test halves, each set
// counting alike. For each set, the error of the fit on the other sets is printed: that is what to expect elsewhere.
const told = routingSets.map(set => tellUnscaled(loadRoutingSet(folder, set), { sharpness, scope }))
const errors = leaveOneSetOut(told)
for (const [index, { name }] of routingSets.entries()) console.log({ set: name, error: errors[index] })
console.log({ trust: fitTrust(told) })

/** Makes a team of some of a set's labels, and scores messages it did not learn from: its own, others', background. */
function holdOut(messages: readonly LabelledMessage[], index: number): Held[] {
  const labels = shuffle([...new Set(messages.map(({ label }) => label))].sort())
  const each = labels.length > 6 ? (labelsEach[index % labelsEach.length] ?? 1) : 1
  const size = Math.min(
    teamSizes[index % teamSizes.length] ?? 2,
    Math.max(2, Math.floor((labels.length * 0.75) / each)),
  )
  const owners = new Map(
    labels.slice(0, size * each).map((label, place) => [label, Math.floor(place / each)]),
  )
  const own = shuffle(messages.filter(({ label }) => owners.has(label)))
  const learned = own
    .slice(0, Math.floor(own.length * 0.9))
    .map(({ text, label }) => ({ text, label: `${100 + (owners.get(label) ?? 0)}` }))
  const background = shuffle([...backgroundMessages])
  const half = Math.floor(background.length * 0.8)
  const score = createExampleScorer(toTeam(learned).personas, background.slice(0, half))
  const inside = own.slice(learned.length).slice(0, 100)
  const near = shuffle(messages.filter(({ label }) => !owners.has(label)))
  const quarter = Math.ceil(inside.length / 4)
  return [
    ...inside.map(({ text, label }) => ({ ...score(text), owner: owners.get(label) ?? -1 })),
    ...near.slice(0, Math.ceil(quarter / 4)).map(({ text }) => ({ ...score(text), owner: -1 })),
    ...background.slice(half, half + quarter).map(text => ({ ...score(text), owner: -1 })),
  ]
}

/** The temperature at which softmax gives the right owners the highest likelihood. */
function fitSharpness(rows: readonly Held[]): number {
  const candidates = Array.from({ length: 80 }, (_, step) => 1 + step / 4)
  const losses = candidates.map(candidate =>
    rows.reduce(
      (loss, { scores, owner }) =>
        loss - Math.log(softmax(scores.map(score => candidate * score))[owner] ?? 1e-9),
      0,
    ),
  )
  return candidates[losses.indexOf(Math.min(...losses))] ?? 1
}

function shuffle<Item>(items: Item[]): Item[] {
  return items
    .map(item => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
}
