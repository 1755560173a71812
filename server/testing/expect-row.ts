import assert from 'node:assert/strict'
import { fakeKeys } from './fake-providers/start-fake-providers.ts'
import { type RowTurn, rowAnswer } from './open-row-turns.ts'

/** Our own words, said here once more: a text that goes missing must not go missing here too. */
const interrupted = '\n\n*Ma réponse a été interrompue ici. Repose ta question si tu veux la suite.*'
const refusal =
  'Je ne peux pas répondre à cette demande telle qu’elle est écrite. Tu peux la formuler autrement, ou écrire à une personne de l’équipe : bonjour@agence-des-copines.example.'

/** What a row of failures.md demands of a turn. */
export interface ExpectedTurn {
  answeredBy: 'model' | 'extractive' | 'refusal'
  /** Of the model's answer, when it is not the fake's good one. */
  text?: string
  /** It was cut, and says so. */
  partial?: boolean
  /** Models called, by their first letters, in order. */
  asked: string
  /** From the message to the last word, exactly: 0 is at once. */
  milliseconds: number
  /** After `WARNING answer `: `first overloaded 503 → second`. */
  warnings: string[]
  /** Words of each line of level ERROR. */
  alerts?: RegExp[]
  /** Calls that failed and said what they used: 10 and 5 tokens, 0.0001 $ each. */
  paid?: number
}

/** A row when the first call ends so, and when every call does. */
export interface ExpectedRow {
  once: ExpectedTurn
  always: ExpectedTurn
  silent?: boolean
}

/** What trying again may help: at the same model after a pause, then at the other one, then twice more at each. */
export function triedAgain(
  reason: string,
  { once = 500, always = 4000, paid = 0 }: { once?: number; always?: number; paid?: number } = {},
): ExpectedRow {
  const order = ['first', 'first', 'second', 'second', 'first', 'second', 'first', 'second', 'extractive']
  const warnings = order.slice(0, -1).map((model, at) => `${model} ${reason} → ${order[at + 1]}`)
  return {
    once: {
      answeredBy: 'model',
      asked: 'ff',
      milliseconds: once,
      warnings: warnings.slice(0, 1),
      paid,
    },
    always: {
      answeredBy: 'extractive',
      asked: 'ffssfsfs',
      milliseconds: always,
      warnings,
      paid: paid * 8,
    },
  }
}

/** What trying again cannot help: the other model at once, each asked a single time. */
export function fellBack(
  reason: string,
  { alert, paid = 0, named = '' }: { alert?: RegExp; paid?: number; named?: string } = {},
): ExpectedRow {
  const warnings = [`first ${reason} → second${named}`, `second ${reason} → extractive${named}`]
  return {
    once: {
      answeredBy: 'model',
      asked: 'fs',
      milliseconds: 0,
      warnings: warnings.slice(0, 1),
      alerts: alert ? [alert] : [],
      paid,
    },
    always: {
      answeredBy: 'extractive',
      asked: 'fs',
      milliseconds: 0,
      warnings,
      alerts: alert ? [alert, alert] : [],
      paid: paid * 2,
    },
  }
}

/** A model that only thought: the other one at once, and then each once more, with more room. */
export function thought(reason: string): ExpectedRow {
  const order = ['first', 'second', 'first', 'second', 'extractive']
  const warnings = order.slice(0, -1).map((model, at) => `${model} ${reason} → ${order[at + 1]}`)
  return {
    once: { answeredBy: 'model', asked: 'fs', milliseconds: 0, warnings: warnings.slice(0, 1), paid: 1 },
    always: { answeredBy: 'extractive', asked: 'fsfs', milliseconds: 0, warnings, paid: 4 },
  }
}

/** What the message is the reason for: our words, and nobody else is asked. */
export function refused(reason: string, paid = 0): ExpectedRow {
  const turn: ExpectedTurn = {
    answeredBy: 'refusal',
    asked: 'f',
    milliseconds: 0,
    warnings: [`first ${reason} → refusal`],
    paid,
  }
  return { once: turn, always: turn }
}

/** What breaks off after visible text: it stays, one line says so, and no second voice goes on with it. */
export function brokenOff(reason: string, text: string): ExpectedRow {
  const turn: ExpectedTurn = {
    answeredBy: 'model',
    text,
    partial: true,
    asked: 'f',
    milliseconds: 0,
    warnings: [`first ${reason} → interrupted`],
  }
  return { once: turn, always: turn }
}

/** Silence: two fifths of what is left of 14 s for each call, and at least 3 s. */
export function waitedFor(): ExpectedRow {
  return {
    silent: true,
    once: { answeredBy: 'model', asked: 'fs', milliseconds: 5600, warnings: ['first timeout → second'] },
    always: {
      answeredBy: 'extractive',
      asked: 'fsfs',
      milliseconds: 14_000,
      warnings: [
        'first timeout → second',
        'second timeout → first',
        'first timeout → second',
        'second timeout → extractive',
      ],
    },
  }
}

/** What is no failure; `paid`: whether its figures can be believed. */
export function answered(text: string, paid = 1): ExpectedRow {
  const turn: ExpectedTurn = { answeredBy: 'model', text, asked: 'f', milliseconds: 0, warnings: [], paid }
  return { once: turn, always: turn }
}

/** Holds a turn against what is expected of it: seen, waited for, called, stored, logged. `good`: a turn without failure. */
export function assertTurn(turn: RowTurn, expected: ExpectedTurn, good: RowTurn): void {
  const { stored, shown } = turn
  const { answeredBy, text, partial = false, asked, warnings, alerts = [], paid = 0 } = expected

  // Seen: what was shown is what is stored, and it is the right answer.
  assert.equal(stored.content, shown, 'what is stored is what was shown')
  if (answeredBy === 'refusal') {
    assert.equal(shown, refusal)
    assert.deepEqual(turn.sources, [])
  } else if (answeredBy === 'model' && text !== undefined) {
    assert.equal(shown, partial ? text + interrupted : text)
  } else {
    assert.ok(shown.includes(rowAnswer), shown)
    assert.equal(turn.sources[0]?.title, 'Paniers')
    if (answeredBy === 'model') assert.match(shown, /^Voici ce que disent mes documents\. .*\[1\]/)
    else assert.match(shown, /^Voici ce que tu peux lire à ce sujet dans nos documents :/)
  }
  assert.equal(turn.agent, 'audrey')

  // Waited for.
  assert.equal(turn.progress, 0, 'the visitor sees at once who answers')
  assert.equal(turn.milliseconds, expected.milliseconds)

  // Called.
  assert.equal(turn.asked.map(([letter]) => letter).join(''), asked)

  // Stored.
  const model = answeredBy === 'model' ? turn.asked.at(-1) : null
  assert.deepEqual([stored.status, stored.model], [partial ? 'partial' : 'complete', model])
  assert.equal(stored.steps.answered_by, answeredBy)
  if (answeredBy === 'model' && text === undefined) {
    const [prompt = 0, completion] = stored.tokens ?? []
    const [goodPrompt = 0, goodCompletion = 0] = good.stored.tokens ?? []
    assert.equal(completion, goodCompletion + 5 * paid)
    assert.ok(Math.abs(prompt - goodPrompt - 10 * paid) < 9, `${prompt} tokens, not ${goodPrompt}`)
    const cost = (good.stored.cost ?? 0) + 0.0001 * paid
    assert.ok(Math.abs((stored.cost ?? 0) - cost) < 0.00009, `${stored.cost} $, not ${cost}`)
  } else {
    assert.deepEqual(stored.tokens, paid === 0 ? null : [10 * paid, 5 * paid])
    assert.equal(stored.cost, paid === 0 ? null : Number((0.0001 * paid).toFixed(6)))
  }
  const troubles = (stored.steps.troubles ?? []).map(({ step, reason, next }) => `${step} ${reason} ${next}`)
  assert.equal(troubles.length, warnings.length, 'the row keeps every failure')

  // Logged.
  assert.deepEqual(
    turn.warnings,
    warnings.map(warning => `WARNING answer ${warning}`),
  )
  assert.equal(turn.alerts.length, alerts.length, turn.alerts.join('\n'))
  for (const [at, alert] of alerts.entries()) assert.match(turn.alerts[at] ?? '', alert)
  assert.equal(turn.line.answered_by, answeredBy)
  assert.equal(turn.line.outcome, stored.status)
  for (const secret of [fakeKeys.openrouter, rowAnswer, 'panier', '<!DOCTYPE', 'Bad gateway'])
    assert.ok(!turn.log.includes(secret))
}
