import type { Dialogue } from './dialogue.ts'
import { problemsOf, type Question, questions, shown } from './questions.ts'

type Values = Record<string, string>

/** Answers that were given as options. */
export type Given = Partial<Record<Question['option'], string>>

/** Wrong answers, a French line each. */
export class AnswerError extends Error {
  readonly problems: string[]
  constructor(problems: string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

/**
 * What is to be set, by the answers of a person and of options; only what differs from `values`. A wrong answer is asked
 * again; without a dialogue, and for options, it throws AnswerError.
 */
export async function askAll(values: Values, given: Given, dialogue: Dialogue | null): Promise<Values> {
  let answers: Values = {}
  for (const question of questions) {
    const now = { ...values, ...answers }
    const option = given[question.option]
    if (option !== undefined) answers = { ...answers, ...checked(question, option, now) }
    else if (question.isAsked(now)) answers = { ...answers, ...(await askOne(question, now, dialogue)) }
  }
  return Object.fromEntries(Object.entries(answers).filter(([name, value]) => value !== (values[name] ?? '')))
}

function checked(question: Question, answer: string, now: Values): Values {
  const set = question.toValues(answer.trim())
  const problems = problemsOf({ ...now, ...set }, set)
  if (problems.length > 0) throw new AnswerError(problems)
  return set
}

async function askOne(question: Question, now: Values, dialogue: Dialogue | null): Promise<Values> {
  const current = question.current(now)
  const usual = current || question.fallback || ''
  const fall = () => (current === '' && question.fallback ? checked(question, question.fallback, now) : {})
  if (dialogue === null) return fall()
  dialogue.say(`\n${question.title}\n${question.hint}`)
  const offer = usual === '' ? '' : ` [${current === '' ? usual : shown(current, question.secret)}]`
  const take = current === '' ? '' : ' (- pour l’enlever)'
  for (;;) {
    const answer = await dialogue.ask(`${offer}${take} > `.trimStart(), { secret: question.secret })
    if (answer === '') return fall()
    try {
      return checked(question, answer === '-' ? '' : answer, now)
    } catch (error) {
      if (!(error instanceof AnswerError)) throw error
      for (const problem of error.problems) dialogue.say(`  ✗ ${problem}`)
    }
  }
}
