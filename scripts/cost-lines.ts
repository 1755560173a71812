import type { CallCost, MonthCosts } from '../server/operations/read-costs.ts'
import { count } from './ingest-lines.ts'
import { printable } from './printable.ts'

/** What the report says beside the figures. */
export interface CostContext {
  /** Euros a month may cost; undefined is no limit. */
  monthEur: number | undefined
  eurPerUsd: number
  /** The month that the price table is of, as `2026-11`. */
  pricesOf: string
}

const steps: Record<string, string> = {
  answer: 'réponse',
  route: 'aiguillage',
  embed: 'embedding',
  rerank: 'reranking',
}
const gap = '  '

/** A month's costs for a terminal: what it comes to, by specialist, step and model, by day, and what is not known. */
export function costLines(costs: MonthCosts, context: CostContext): string[] {
  const { calls, days } = costs
  const title = `Coûts de ${costs.month} (jours UTC, 1 $ = ${decimal(context.eurPerUsd, 2)} €)`
  if (calls.length === 0 && costs.spent === 0 && costs.reserved === 0)
    return [title, '', 'Rien n’a été dépensé.']
  return [
    title,
    '',
    ...totalLines(costs, context),
    '',
    ...table(
      [
        'Pour',
        'Étape',
        'Modèle',
        '>Réponses',
        '>Appels',
        '>Tokens lus',
        '>dont cache',
        '>Tokens écrits',
        '>Euros',
        '>Dollars',
      ],
      calls.map(call => callCells(call, context)),
    ),
    '',
    ...table(
      ['Jour', '>Réponses', '>Euros', '>Dollars'],
      days.map(({ day, turns, cost }) => [day, integer(turns), ...amounts(cost, context)]),
    ),
    ...unpricedLines(costs, context),
  ]
}

function totalLines({ spent, reserved, calls }: MonthCosts, context: CostContext): string[] {
  const { monthEur, eurPerUsd } = context
  const share =
    monthEur === undefined
      ? ' ; pas de budget (MONTHLY_BUDGET_EUR)'
      : ` sur ${decimal(monthEur, 2)} €${monthEur > 0 ? `, soit ${decimal(((spent * eurPerUsd) / monthEur) * 100, 1)} %` : ''}`
  const told = calls.reduce((sum, { cost }) => sum + cost, 0)
  const guessed = spent - told
  return [
    `Dépensé : ${money(spent, context)}${share}`,
    ...(reserved > 1e-6
      ? [`Réservé : ${money(reserved, context)}, pour des réponses en cours ou perdues avec leur serveur`]
      : []),
    ...(guessed > 1e-6
      ? [
          `Dont ${money(guessed, context)} estimés au plus haut : appels sans prix connu, interrompus, ou d’une réponse abandonnée`,
        ]
      : []),
  ]
}

function callCells(call: CallCost, context: CostContext): string[] {
  const { agent, step, model, turns, calls, unpriced, promptTokens, cachedTokens, completionTokens, cost } =
    call
  const cache =
    promptTokens > 0 ? `${integer(cachedTokens)} (${Math.round((cachedTokens / promptTokens) * 100)} %)` : '–'
  return [
    agent === 'nobody' ? '–' : printable(agent),
    steps[step] ?? printable(step),
    printable(model),
    integer(turns),
    integer(calls),
    integer(promptTokens),
    cache,
    integer(completionTokens),
    ...(unpriced === calls ? ['inconnu', 'inconnu'] : amounts(cost, context)),
  ]
}

function unpricedLines({ calls }: MonthCosts, { pricesOf }: CostContext): string[] {
  const unknown = calls.filter(({ unpriced }) => unpriced > 0)
  if (unknown.length === 0) return []
  const number = unknown.reduce((sum, { unpriced }) => sum + unpriced, 0)
  const models = [...new Set(unknown.map(({ model }) => printable(model)))].join(', ')
  return [
    '',
    `${count(number, 'appel')} sans prix (${models}) : ni le fournisseur ni la table de ${pricesOf} ne le disent ; donne-le dans PRICES_FILE.`,
  ]
}

function money(dollars: number, context: CostContext): string {
  const [euros, same] = amounts(dollars, context)
  return `${euros} € (${same} $)`
}

/** Euros and dollars; small sums with the digits that they have. */
function amounts(dollars: number, { eurPerUsd }: CostContext): [string, string] {
  const digits = dollars !== 0 && Math.abs(dollars) < 1 ? 4 : 2
  return [decimal(dollars * eurPerUsd, digits), decimal(dollars, digits)]
}

/** With French marks, and plain spaces that every terminal shows alike. */
function decimal(value: number, digits: number): string {
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  return value.toLocaleString('fr-FR', format).replace(/\s/g, ' ')
}

function integer(value: number): string {
  return decimal(value, 0)
}

/** Cells in columns; a head that begins with `>` has its column on the right. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const names = heads.map(head => head.replace(/^>/, ''))
  const widths = names.map((name, index) =>
    Math.max(name.length, ...rows.map(row => (row[index] ?? '').length)),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) =>
        heads[index]?.startsWith('>') ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
      )
      .join(gap)
      .trimEnd()
  return [line(names), widths.map(width => '─'.repeat(width)).join(gap), ...rows.map(line)]
}
