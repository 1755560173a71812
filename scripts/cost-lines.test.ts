import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CallCost, MonthCosts } from '../server/operations/read-costs.ts'
import { costLines } from './cost-lines.ts'

const call: CallCost = {
  agent: 'audrey',
  step: 'answer',
  model: 'anthropic/claude-3.5-sonnet',
  turns: 1200,
  calls: 1250,
  unpriced: 0,
  promptTokens: 2_000_000,
  cachedTokens: 500_000,
  completionTokens: 300_000,
  cost: 9.5,
}
const costs: MonthCosts = {
  month: '2026-11',
  spent: 10,
  reserved: 0,
  calls: [call, { ...call, step: 'embed', model: 'text-embedding-3-small', cost: 0.5, completionTokens: 0 }],
  days: [{ day: '2026-11-02', turns: 1200, cost: 10 }],
}
const context = { monthEur: 50, eurPerUsd: 0.9, pricesOf: '2026-11' }
const textOf = (more: Partial<MonthCosts>, budget = context) =>
  costLines({ ...costs, ...more }, budget).join('\n')

describe('the costs of a month, printed', () => {
  it('are totals, the budget’s share, calls and days, in euros and dollars', () => {
    assert.deepEqual(costLines(costs, context), [
      'Coûts de 2026-11 (jours UTC, 1 $ = 0,90 €)',
      '',
      'Dépensé : 9,00 € (10,00 $) sur 50,00 €, soit 18,0 %',
      '',
      'Pour    Étape      Modèle                       Réponses  Appels  Tokens lus      dont cache  Tokens écrits   Euros  Dollars',
      '──────  ─────────  ───────────────────────────  ────────  ──────  ──────────  ──────────────  ─────────────  ──────  ───────',
      'audrey  réponse    anthropic/claude-3.5-sonnet     1 200   1 250   2 000 000  500 000 (25 %)        300 000    8,55     9,50',
      'audrey  embedding  text-embedding-3-small          1 200   1 250   2 000 000  500 000 (25 %)              0  0,4500   0,5000',
      '',
      'Jour        Réponses  Euros  Dollars',
      '──────────  ────────  ─────  ───────',
      '2026-11-02     1 200   9,00    10,00',
    ])
  })

  it('say what is kept aside, what was guessed, and that there is no budget', () => {
    const text = textOf({ spent: 10.2, reserved: 0.3 }, { ...context, monthEur: undefined as never })
    assert.match(text, /Dépensé : 9,18 € \(10,20 \$\) ; pas de budget/)
    assert.match(text, /Réservé : 0,2700 € \(0,3000 \$\)/)
    assert.match(text, /Dont 0,1800 € \(0,2000 \$\) estimés/)
    assert.ok(!textOf({}).includes('Réservé') && !textOf({}).includes('estimés'))
  })

  it('name the models that nobody priced', () => {
    const text = textOf({ calls: [{ ...call, model: 'llama', unpriced: 1250, cost: 0 }] })
    assert.match(text, /llama .* inconnu +inconnu/)
    assert.match(text, /1 250 appels sans prix \(llama\).*PRICES_FILE/)
  })

  it('survive a budget of nothing, and a month of nothing', () => {
    assert.match(textOf({}, { ...context, monthEur: 0 }), /sur 0,00 €$/m)
    const nothing = textOf({ spent: 0, calls: [], days: [] })
    assert.equal(nothing.split('\n').at(-1), 'Rien n’a été dépensé.')
  })

  it('print no control character that a model’s name carries', () => {
    assert.ok(!textOf({ calls: [{ ...call, model: 'x\u001b[31m\u202e' }] }).includes('\u001b'))
  })
})
