import { createRouter } from '../server/agents/choose-agent.ts'
import { loadTeam } from '../server/agents/load-team.ts'
import type { RoutingDecision } from '../server/agents/routing-decision.ts'
import { loadOwnMessages, routeOwnMessages } from './routing-own.ts'
import { loadRoutingSet, type RoutingSet, routingSets, toTeam } from './routing-sets.ts'
import { expectedCalibrationError, type Prediction, reliability } from './scorers/calibration.ts'
import { accuracy, letIn, macroF1 } from './scorers/classification.ts'
import { areaUnderCurve } from './scorers/ranking.ts'

const threshold = 0.7

interface Routed {
  label: string
  outside: boolean
  decision: RoutingDecision
}

/** What one set comes to. Shares are 0..1; `microseconds` is CPU a message, `learning` CPU milliseconds. */
export interface RoutingReport {
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
export function measureSet(set: RoutingSet, baseline: string): RoutingReport {
  const start = process.cpuUsage()
  const { team, personas } = toTeam(set.train)
  const router = createRouter({ team, personas, threshold })
  const learned = process.cpuUsage(start)
  const routed = set.test.map(
    ({ text, label }): Routed => ({
      label,
      outside: label === set.outside,
      decision: router.choose({ message: text, history: [], passages: [] }),
    }),
  )
  const spent = process.cpuUsage(start)
  const measured = measure(routed)
  return {
    name: set.name,
    baseline,
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
  const predictions = routed.filter(({ decision }) => decision.kind !== 'out_of_scope').map(toPrediction)
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

/** A message is routed rightly when its specialist leads; the confidence is the router's own. */
function toPrediction({ label, decision }: Routed): Prediction {
  const right =
    decision.kind === 'agent' || decision.kind === 'clarify' ? decision.candidates[0] === label : false
  return { confidence: decision.confidence, right }
}

/**
 * `npm run eval -- routing [set…]`: routes the public sets in EVAL_DATA (skipped when it is not set) and the
 * repository's own messages, and prints Markdown tables.
 */
export async function run(args: string[]): Promise<void> {
  const folder = process.env.EVAL_DATA ?? ''
  const wanted = routingSets.filter(({ name }) => folder !== '' && (args.length === 0 || args.includes(name)))
  const reports = wanted.map(({ name, outside, baseline }) =>
    measureSet(loadRoutingSet(folder, name, outside), baseline),
  )
  if (reports.length > 0)
    console.log(`${setTable(reports)}\n\n${reports.map(reliabilityTable).join('\n\n')}\n`)
  else console.log('EVAL_DATA names no folder: only our own messages.\n')
  const team = await loadTeam('agents')
  console.log(ownTable(routeOwnMessages(team, loadOwnMessages())))
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

function reliabilityTable(report: RoutingReport): string {
  const rows = reliability(report.predictions, 10)
    .filter(({ count }) => count > 0)
    .map(
      bin =>
        `| ${bin.from.toFixed(1)}–${bin.to.toFixed(1)} | ${bin.count} | ${share(bin.confidence)} | ${share(bin.right)} |`,
    )
  return [
    `${report.name}: reliability`,
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
