import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { createRouter } from '../../server/agents/choose-agent.ts'
import { loadTeam } from '../../server/agents/load-team.ts'
import type { RoutingDecision } from '../../server/agents/routing-decision.ts'
import { errorOf, measured, type SetResult, shareOf } from '../figure.ts'
import type { IntentFiles } from '../find-sets.ts'
import { publishedFigures } from '../published-figures.ts'
import { DataError, fingerprintOf, readRows } from '../read-rows.ts'
import { reliabilityTable } from '../reliability-table.ts'
import { loadOwnMessages, type OwnResult, routeOwnMessages } from '../routing-own.ts'
import { toPrediction } from '../routing-prediction.ts'
import { type LabelledMessage, toTeam } from '../routing-sets.ts'
import { expectedCalibrationError, type Prediction } from '../scorers/calibration.ts'
import { accuracy, macroF1 } from '../scorers/classification.ts'
import { areaUnderCurve, letInAt, percentile } from '../scorers/ranking.ts'
import type { ScorableSet, Suite, SuiteContext } from '../suite.ts'

/** ROUTING_CONFIDENCE, as the product has it. */
const threshold = 0.7

export const routingSuite: Suite = {
  name: 'routing',
  title: 'Routing',
  about:
    'Each label is a specialist who has nothing but that label’s training messages as examples; no documents. Accuracy and macro F1 are of the leading specialist, for what is somebody’s business. AUROC and let in: by the probability of being anybody’s business, which is what refuses a message; by confidence: by the one told, which is of being right. ECE: every decision’s confidence. `own messages` is `evals/data/routing.jsonl` through our own team, right or wrong by what the visitor gets.',
  sets: context => [
    ...(context.own ? [{ name: 'own messages', score: async () => [await scoreOwn(context)] }] : []),
    ...(context.sets?.intents ?? []).map(files => toScorable(files)),
  ],
}

function toScorable(files: IntentFiles): ScorableSet {
  return { name: files.name, score: async () => [scoreSet(files)] }
}

const Row = z.object({
  text: z.string().min(1),
  route: z.string().optional(),
  intent: z.string().optional(),
  label: z.string().optional(),
})

/** Labels that mean nobody's business; so does a label that is there to be tested and never to be learned. */
const outsideLabels = /^(oos|out[-_ ]?of[-_ ]?scope|hors[-_ ]?(perimetre|sujet)|none|nobody)$/i
/** Labels of courtesies and of questions about the assistant, which the team itself may answer. */
const courtesies =
  /greet|hello|bonjour|good_?bye|thank|merci|are_you_a_bot|what_can_i_ask|what_is_your_name|du-bot/i

interface LabelledSet {
  train: LabelledMessage[]
  test: LabelledMessage[]
  outside: string | null
  courtesies: string[]
}

/** Reads a set. Several labels of what is nobody's business become one. Throws DataError. */
export function loadLabelledSet(files: Pick<IntentFiles, 'train' | 'test'>): LabelledSet {
  const read = (path: string) =>
    readRows(path, Row).map(({ text, route, intent, label }, index) => {
      const given = route ?? intent ?? label
      if (!given) throw new DataError(`${path}:${index + 1}: no route, intent or label`)
      return { text, label: given }
    })
  const [train, test] = [read(files.train), read(files.test)]
  const learned = new Set(train.map(({ label }) => label))
  const outside = (label: string) => outsideLabels.test(label) || !learned.has(label)
  const name = test.find(({ label }) => outside(label))?.label ?? null
  const labels = [...learned].filter(label => !outside(label))
  if (labels.length < 2) throw new DataError(`${files.train}: fewer than two labels to choose between`)
  return {
    train: train.filter(({ label }) => !outside(label)),
    test: test.map(({ text, label }) => ({ text, label: name !== null && outside(label) ? name : label })),
    outside: name,
    courtesies: labels.filter(label => courtesies.test(label)),
  }
}

interface Routed {
  label: string
  outside: boolean
  decision: RoutingDecision
  /** The router's probability that the message is any specialist's business. */
  inScope: number
  prediction: Prediction
}

function scoreSet(files: IntentFiles): SetResult {
  const set = loadLabelledSet(files)
  const begun = performance.now()
  const { team, personas } = toTeam(set.train)
  const router = createRouter({ team, personas, threshold })
  const learning = performance.now() - begun
  const times: number[] = []
  const routed = set.test.map(({ text, label }): Routed => {
    const request = { message: text, history: [], passages: [] }
    const began = performance.now()
    const decision = router.choose(request)
    times.push((performance.now() - began) * 1000)
    const { inScope } = router.explain(request)
    const prediction = toPrediction({ ...set, decision, label })
    return { label, outside: label === set.outside, decision, inScope, prediction }
  })
  const predictions = routed.map(({ prediction }) => prediction)
  const published = publishedFigures(files.name)
  const withPublished = <F>(figure: F, value: string | undefined) => ({
    ...figure,
    ...(value && { published: value }),
  })
  const measures = measureRouted(routed)
  const { insides, outsides } = measures
  const rarer = Math.min(insides, outsides)
  return {
    suite: 'routing',
    set: files.name,
    size: `${personas.length} specialists, ${set.test.length}`,
    fingerprint: fingerprintOf(set),
    figures: [
      withPublished(shareOf('accuracy', measures.accuracy, insides), published.accuracy),
      withPublished(shareOf('macro F1', measures.macroF1, insides), published.macroF1),
      shareOf('answered', measures.answered, insides),
      shareOf('right of answered', measures.answeredRight, insides),
      shareOf('out-of-scope recall', measures.outsideRecall, outsides),
      withPublished(shareOf('AUROC', measures.auroc, rarer), published.outsideAuroc),
      withPublished(errorOf('let in at 95 %', measures.letIn, rarer), published.letIn),
      errorOf('let in by confidence', measures.letInByConfidence, rarer),
      errorOf('ECE', expectedCalibrationError(predictions), set.test.length),
      measured('p50 µs', percentile(times, 0.5), 0),
      measured('p95 µs', percentile(times, 0.95), 0),
      measured('learning ms', learning, 0),
    ],
    notes:
      set.outside === null
        ? [`${files.name}: no label means nobody’s business: out of scope is not scored`]
        : [],
    details: reliabilityTable(files.name, predictions),
  }
}

/** What decisions come to; null where there is nothing to count. */
export function measureRouted(routed: readonly Omit<Routed, 'prediction'>[]) {
  const inside = routed.filter(({ outside }) => !outside)
  const outside = routed.filter(({ outside }) => outside)
  const labels = inside.map(({ label }) => label)
  const leading = inside.map(({ decision }) => decision.candidates[0] ?? '')
  const answered = routed.filter(({ decision }) => decision.kind === 'agent')
  const scores = (of: readonly Omit<Routed, 'prediction'>[]) => of.map(({ inScope }) => inScope)
  const share = (some: number, all: number) => (all === 0 ? null : some / all)
  const answering = (of: readonly Omit<Routed, 'prediction'>[]) =>
    of.filter(({ decision }) => decision.kind === 'agent').length
  return {
    insides: inside.length,
    outsides: outside.length,
    accuracy: labels.length === 0 ? null : accuracy(labels, leading),
    macroF1: labels.length === 0 ? null : macroF1(labels, leading),
    answered: share(answering(inside), inside.length),
    answeredRight: share(
      answered.filter(({ label, decision }) => label === decision.agent).length,
      answered.length,
    ),
    outsideRecall: share(outside.length - answering(outside), outside.length),
    auroc: outside.length && inside.length ? areaUnderCurve(scores(inside), scores(outside)) : null,
    letIn: outside.length && inside.length ? letInAt(0.95, scores(inside), scores(outside)) : null,
    letInByConfidence:
      outside.length && inside.length ? letInAt(0.95, inside.map(toldScore), outside.map(toldScore)) : null,
  }
}

/** How surely the confidence that a visitor is told says that a message is somebody's business. */
function toldScore({ decision: { kind, confidence } }: Omit<Routed, 'prediction'>): number {
  return kind === 'agent' || kind === 'clarify' ? confidence : (1 - confidence) / 10
}

async function scoreOwn({ root }: SuiteContext): Promise<SetResult> {
  const messages = loadOwnMessages()
  const team = await loadTeam(join(root, 'agents'))
  const begun = performance.now()
  const results = routeOwnMessages(team, messages)
  const milliseconds = performance.now() - begun
  const predictions = results.map(({ prediction }) => prediction)
  const outside = results.filter(({ expect }) => expect.every(kind => kind === 'out_of_scope'))
  const right = (of: readonly OwnResult[]) =>
    of.length === 0 ? null : of.filter(({ right }) => right).length / of.length
  return {
    suite: 'routing',
    set: 'own messages',
    size: `${team.personas.length} specialists, ${messages.length}`,
    fingerprint: fingerprintOf(readFileSync(join(root, 'evals/data/routing.jsonl'), 'utf8')),
    figures: [
      shareOf('accuracy', right(results), results.length),
      shareOf('out-of-scope recall', right(outside), outside.length),
      errorOf('ECE', expectedCalibrationError(predictions), results.length),
      measured('learning ms', milliseconds, 0),
    ],
    notes: results
      .filter(({ right }) => !right)
      .map(({ text, given, expect }) => `own messages: « ${text} » → ${given}, not ${expect.join('/')}`),
    details: reliabilityTable('own messages', predictions),
  }
}
