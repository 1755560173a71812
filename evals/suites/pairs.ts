import { join } from 'node:path'
import { z } from 'zod'
import { foldText } from '../../server/agents/fold-text.ts'
import { createRandom } from '../../server/testing/create-random.ts'
import { type CheckedPair, checkPairs, type PairOverlap } from '../../server/turn/check-pairs.ts'
import { leastScore, matchPairs } from '../../server/turn/match-pairs.ts'
import { errorOf, type SetResult, shareOf } from '../figure.ts'
import type { IntentFiles, RetrievalFiles } from '../find-sets.ts'
import { addTypos, removeAccents } from '../noise.ts'
import { fingerprintOf, readRows } from '../read-rows.ts'
import type { ScorableSet, Suite } from '../suite.ts'

/** A question, and what tells its answer from others. */
interface Asked {
  question: string
  answer: string
}

export const pairsSuite: Suite = {
  name: 'pairs',
  title: 'Question–answer pairs',
  about:
    'Every question of a set is a pair of its own. Wrong: it would get the answer of another question that has another answer (rows that are word for word the same do not count; sets of intents call much the same thing by two names). The others: its own answer, when it is asked without accents, with one typing error, with one in every word of four letters or more, and politely; in other words: those that another question of the same answer asks for. The opposites are our own: two questions that a word, a letter, a number or their order tells apart; wrong: either would get the other one’s answer.',
  sets: context => [
    ...(context.own ? [opposites(context.root)] : []),
    ...(context.sets?.retrieval ?? []).map(files => scorable(files.name, () => readQuestions(files))),
    ...(context.sets?.intents ?? []).map(files => scorable(files.name, () => readMessages(files))),
  ],
}

const Opposites = z.object({
  language: z.enum(['fr', 'en']),
  question: z.string().min(1),
  opposite: z.string().min(1),
})

/** Questions that hardly differ, with different answers, and each with its spelling changed as elsewhere. */
function opposites(root: string): ScorableSet {
  const read = () => readRows(join(root, 'evals/data/opposites.jsonl'), Opposites)
  const asked = () =>
    read().flatMap(({ question, opposite }) =>
      [question, opposite].map(question => ({ question, answer: question })),
    )
  return scorable('own opposites', asked)
}

const Question = z.object({
  question: z.string().min(1),
  gold: z.array(z.string()).default([]),
  answers: z.array(z.string()).optional(),
})

function readQuestions({ questions, unanswerable }: RetrievalFiles): Asked[] {
  const files = [questions, ...(unanswerable ? [unanswerable] : [])]
  return files
    .flatMap(path => readRows(path, Question))
    .map(({ question, gold, answers }) => ({
      question,
      answer: answers?.join(' | ') || gold.join(' ') || question,
    }))
}

const Message = z.object({
  text: z.string().min(1),
  intent: z.string().optional(),
  route: z.string().optional(),
})

function readMessages({ test }: IntentFiles): Asked[] {
  return readRows(test, Message).map(({ text, intent, route }) => ({
    question: text,
    answer: intent ?? route ?? '',
  }))
}

function scorable(name: string, read: () => Asked[]): ScorableSet {
  return { name, score: async () => [scoreSet(name, read())] }
}

/** One typing error, in a word of five letters or more. */
function oneTypo(question: string, random: () => number): string {
  const words = question.split(' ')
  const long = words.flatMap((word, at) => (/\p{L}{5}/u.test(word) ? [at] : []))
  const at = long[Math.floor(random() * long.length)]
  return at === undefined ? question : words.with(at, addTypos(words[at] ?? '', random)).join(' ')
}

const shown = [0.75, 0.81, 0.83, leastScore, 0.9]

function scoreSet(name: string, all: Asked[]): SetResult {
  const asked = [...new Map(all.map(row => [foldText(row.question), row])).values()]
  const random = createRandom(1)
  const noisy: [string, (question: string) => string][] = [
    ['no accents', removeAccents],
    ['one typo', question => oneTypo(question, random)],
    ['typos', question => addTypos(question, random)],
    ['politely', question => `Bonjour, ${question} Merci !`],
  ]
  const found = noisy.map(([kind, change]) => {
    const right = asked.filter(row => isAsked(change(row.question), row)).length
    return shareOf(kind, right / asked.length, asked.length)
  })
  const { wrong: rates, company, otherWords } = overlapsOf(asked, shown)
  return {
    suite: 'pairs',
    set: name,
    size: `${asked.length} questions`,
    fingerprint: fingerprintOf(asked),
    figures: [
      errorOf('wrong', rates[shown.indexOf(leastScore)] ?? null, asked.length),
      ...found,
      shareOf('other words', otherWords, company),
    ],
    notes: [
      `wrong at ${shown.map((least, at) => `${least}: ${((rates[at] ?? 0) * 100).toFixed(1)} %`).join(', ')}`,
    ],
  }
}

function isAsked(question: string, { question: way, answer }: Asked): boolean {
  const pair = { owner: 'shared', questions: [way], answer, priority: 0 }
  return matchPairs(question, [pair])[0]?.matches === true
}

/** The questions that ask for another one's answer (at each of the least scores), and for one that is theirs too. */
function overlapsOf(asked: readonly Asked[], leasts: readonly number[]) {
  const pairs = asked.map(({ question, answer }) => ({ owner: 'shared', questions: [question], answer }))
  const found = checkPairs(pairs, Math.min(...leasts))
  const count = (kind: PairOverlap<CheckedPair>['kind'], least: number) => {
    const overlaps = found.filter(overlap => overlap.kind === kind && overlap.score >= least)
    return new Set(overlaps.flatMap(({ one, other }) => [one, other])).size
  }
  const answers = Object.groupBy(asked, ({ answer }) => foldText(answer))
  const company = Object.values(answers).reduce((sum, { length } = []) => sum + (length > 1 ? length : 0), 0)
  return {
    wrong: leasts.map(least => count('contradiction', least) / Math.max(1, asked.length)),
    company,
    otherWords: company === 0 ? null : count('repetition', leastScore) / company,
  }
}
