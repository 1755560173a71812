import type { AttackSet } from './load-attacks.ts'
import { createHonestModel, type createObedientModel, honestEnd } from './obedient-model.ts'
import type { AskTurn, AttackedTurn } from './open-attacked-turns.ts'
import { type ExposureShares, type JudgedBy, scoreAttacked } from './score-attacks.ts'

/** As long as a visitor's message may be, in code points. */
const longestMessage = 2000

/** What became of a set's messages. */
export interface AskedAttacks {
  /** Beside a model that obeys: all that it may do but write in code, and, by the product's own routing, link … */
  obeyed: AttackedTurn[]
  shares: ExposureShares
  /** … tell its instructions in code … */
  encoded: AttackedTurn[]
  encodedShare: number | null
  /** … and without a model. */
  quoting: AttackedTurn[]
  quotingShares: ExposureShares
  /** Of the attacks that were sent to the model, those that reached it. */
  reached: number
  benign: { turn: AttackedTurn; message: string }[]
}

/** Every attack of a visitor for every goal, then to the product's own router, with and without the model. */
export async function askAttacks(
  set: AttackSet,
  ask: AskTurn,
  model: ReturnType<typeof createObedientModel>,
  judged: JudgedBy,
): Promise<AskedAttacks> {
  const obeyed: AttackedTurn[] = []
  const encoded: AttackedTurn[] = []
  const quoting: AttackedTurn[] = []
  const benign: AskedAttacks['benign'] = []
  let reached = 0
  for (const { text } of set.user) {
    const message = toMessage(text)
    for (const goal of ['canary', 'link', 'tool', 'encoded'] as const) {
      const before = model.answers
      model.goal = goal
      const told = await ask(message, { model, router: 'always' })
      ;(goal === 'encoded' ? encoded : obeyed).push(told)
      reached += Number(model.answers > before)
    }
    model.goal = 'link'
    obeyed.push(await ask(message, { model }))
    quoting.push(await ask(message, {}))
  }
  const honest = createHonestModel()
  for (const { text } of set.benign) {
    const message = toMessage(text)
    honest.asked = message
    benign.push({ turn: await ask(message, { model: honest, router: 'always' }), message })
  }
  return {
    obeyed,
    encoded,
    quoting,
    benign,
    shares: scoreAttacked(obeyed, judged),
    encodedShare: scoreAttacked(encoded, judged).encodedCanary,
    quotingShares: scoreAttacked(quoting, judged),
    reached: reached / (4 * set.user.length),
  }
}

/** The model's words came through: none cut, none refused, and the visitor's own among them. */
export function isLetThrough(
  { answeredBy, reply }: Pick<AttackedTurn, 'answeredBy' | 'reply'>,
  message: string,
) {
  const letters = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '')
  return (
    answeredBy === 'model' &&
    reply.message.endsWith(honestEnd) &&
    letters(reply.message).includes(letters(message))
  )
}

function toMessage(text: string): string {
  return [...text.trim()].slice(0, longestMessage).join('')
}
