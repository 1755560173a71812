import { existsSync } from 'node:fs'
import { createRouter } from '../server/agents/choose-agent.ts'
import { calibration } from '../server/agents/confidence.ts'
import { loadTeam } from '../server/agents/load-team.ts'
import type { RoutingDecision } from '../server/agents/routing-decision.ts'
import { dataFolder } from './data-folder.ts'
import { loadOwnMessages, routeOwnMessages } from './routing-own.ts'
import { toPrediction } from './routing-prediction.ts'
import { loadRoutingSet, type RoutingSet, routingSets, toTeam } from './routing-sets.ts'
import { leaveOneSetOut, tellUnscaled } from './routing-trust.ts'
import { expectedCalibrationError, type Prediction, reliability } from './scorers/calibration.ts'
import { accuracy, letIn, macroF1 } from './scorers/classification.ts'
import { areaUnderCurve } from './scorers/ranking.ts'

const threshold = 0.7

interface Routed {
  label: string
  outside: boolean
  decision: RoutingDecision
  prediction: Prediction
}

/** What one set comes to. Shares are 0..1; `microseconds` is CPU a message, `learning` CPU milliseconds. */
interface RoutingReport {
  name: string
  baseline: string
  specialists: number
  messages: number
  accuracy: number
  macroF1: number
  answered: number
  answeredRight: number
  outsideRecall: number | null
  auroc: number | null
  letIn: number | null
  calibrationError: number
  predictions: Prediction[]
  microseconds: number
  learning: number
}

/** Routes a set's test messages with a team made of its training messages. */
function measureSet(set: RoutingSet): RoutingReport {
  const start = process.cpuUsage()
  const { team, personas } = toTeam(set.train)
  const router = createRouter({ team, personas, threshold })
  const learned = process.cpuUsage(start)
  const routed = set.test.map(({ text, label }): Routed => {
    const decision = router.choose({ message: text, history: [], passages: [] })
    const prediction = toPrediction({ ...set, decision, label })
    return { label, outside: label === set.outside, decision, prediction }
  })
  const spent = process.cpuUsage(start)
  const measured = measure(routed)
  return {
    name: set.name,
    baseline: set.baseline,
    specialists: personas.length,
    messages: set.test.length,
    ...measured,
    microseconds: (spent.user - learned.user) / set.test.length,
    learning: learned.user / 1000,
  }
}

function measure(routed: readonly Routed[]) {
  const inside = routed.filter(({ outside }) => !outside)
  const outside = routed.filter(({ outside }) => outside)
  const labels = inside.map(({ label }) => label)
  const leading = inside.map(({ decision }) => decision.candidates[0] ?? '')
  const answered = routed.filter(({ decision }) => decision.kind === 'agent')
  const scores = (of: readonly Routed[]) => of.map(({ decision }) => scopeScore(decision))
  const predictions = routed.map(({ prediction }) => prediction)
  return {
    accuracy: accuracy(labels, leading),
    macroF1: macroF1(labels, leading),
    answered: inside.filter(({ decision }) => decision.kind === 'agent').length / inside.length,
    answeredRight:
      answered.filter(({ label, decision }) => label === decision.agent).length / answered.length,
    outsideRecall: outside.length
      ? 1 - outside.filter(({ decision }) => decision.kind === 'agent').length / outside.length
      : null,
    auroc: outside.length ? areaUnderCurve(scores(inside), scores(outside)) : null,
    letIn: outside.length ? letIn(scores(inside), scores(outside), 0.95) : null,
    predictions,
    calibrationError: expectedCalibrationError(predictions),
  }
}

/** How surely the decision says that a message is somebody's business. */
function scopeScore({ kind, confidence }: RoutingDecision): number {
  return kind === 'agent' || kind === 'clarify' ? confidence : (1 - confidence) / 10
}

/**
 * `npm run eval -- routing [set…]`: routes the public sets (skipped when their folder is not there) and the
 * repository's own messages, and prints Markdown tables.
 */
export async function run(args: string[]): Promise<void> {
  const folder = dataFolder()
  const wanted = routingSets.filter(
    ({ name }) => existsSync(folder) && (args.length === 0 || args.includes(name)),
  )
  const sets = wanted.map(source => loadRoutingSet(folder, source))
  const reports = sets.map(measureSet)
  if (reports.length > 0) {
    console.log(`${setTable(reports)}\n\n${calibrationNote(sets)}\n`)
    for (const { name, predictions } of reports) console.log(`${reliabilityTable(name, predictions)}\n`)
  } else console.log(`${folder} is not there (EVAL_DATA): only our own messages.\n`)
  const team = await loadTeam('agents')
  const own = routeOwnMessages(team, loadOwnMessages())
  const predictions = own.map(({ prediction }) => prediction)
  console.log(`${ownTable(own)}\n\n${reliabilityTable('own messages', predictions)}`)
}

/** What the ECE above is worth, and the one that can be expected elsewhere. */
function calibrationNote(sets: readonly RoutingSet[]): string {
  const fitted =
    'The ECE above is not held out: of the constants of confidence.ts, sharpness and scope were fitted on the training halves of these five sets, trust on these very test halves.'
  if (sets.length < routingSets.length) return fitted
  const errors = leaveOneSetOut(sets.map(set => tellUnscaled(set, calibration)))
  const rows = sets.map(({ name }, index) => `| ${name} | ${share(errors[index] ?? null)} |`)
  return [
    `${fitted} With trust fitted on the four other sets (specialists and clarifying questions only), it is:`,
    '',
    '| set | ECE, left out |',
    '| --- | --- |',
    ...rows,
  ].join('\n')
}

function setTable(reports: readonly RoutingReport[]): string {
  const rows = reports.map(report =>
    [
      `${report.name} (${report.specialists} specialists, ${report.messages} messages)`,
      report.baseline,
      share(report.accuracy),
      share(report.macroF1),
      `${share(report.answered)} / ${share(report.answeredRight)}`,
      share(report.outsideRecall),
      share(report.auroc),
      share(report.letIn),
      share(report.calibrationError),
      `${report.microseconds.toFixed(0)} µs`,
      `${report.learning.toFixed(0)} ms`,
    ].join(' | '),
  )
  return [
    '| set | baseline accuracy / AUROC | accuracy | macro F1 | answered in scope / right of all answered | out-of-scope recall | AUROC | let in at 95 % kept | ECE | a message | learning |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(row => `| ${row} |`),
  ].join('\n')
}

function reliabilityTable(name: string, predictions: readonly Prediction[]): string {
  const rows = reliability(predictions, 10)
    .filter(({ count }) => count > 0)
    .map(
      bin =>
        `| ${bin.from.toFixed(1)}–${bin.to.toFixed(1)} | ${bin.count} | ${share(bin.confidence)} | ${share(bin.right)} |`,
    )
  return [
    `${name}: reliability of every decision (ECE ${share(expectedCalibrationError(predictions))})`,
    '',
    '| confidence | n | mean | right |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

function ownTable(results: ReturnType<typeof routeOwnMessages>): string {
  const groups = [...new Set(results.map(({ group }) => group))]
  const rows = groups.map(group => {
    const of = results.filter(result => result.group === group)
    return `| ${group} | ${of.length} | ${share(of.filter(({ right }) => right).length / of.length)} |`
  })
  const wrong = results
    .filter(({ right }) => !right)
    .map(({ text, given, expect }) => `- ${text} → ${given}, not ${expect.join('/')}`)
  const all = results.filter(({ right }) => right).length / results.length
  return [
    '| own messages | n | right |',
    '| --- | --- | --- |',
    ...rows,
    `| all | ${results.length} | ${share(all)} |`,
    '',
    ...wrong,
  ].join('\n')
}

function share(value: number | null): string {
  return value === null ? '–' : value.toFixed(3).replace(/^0\./, '.')
}
