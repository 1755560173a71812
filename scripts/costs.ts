// `npm run costs`: what the models cost in a month, by specialist, step and model, and by day.
import { ConfigError } from '../server/config-error.ts'
import { openBesideServer } from '../server/database/open-beside.ts'
import { readCosts } from '../server/operations/read-costs.ts'
import { readPrices } from '../server/providers/prices/read-prices.ts'
import { exitCode, readConfig, UsageError } from './command-line.ts'
import { costLines } from './cost-lines.ts'
import { type OptionValues, runWithOptions } from './run-with-options.ts'

const help = `Ce que les modèles ont coûté, serveur en marche ou non :

  npm run costs                        le mois en cours
  npm run costs -- --month 2026-10     un autre mois
  npm run costs -- --json              les mêmes chiffres, en dollars, pour un programme

Le budget se règle dans .env : MONTHLY_BUDGET_EUR, VISITOR_DAILY_BUDGET_EUR, EUR_PER_USD, PRICES_FILE.`

/** The month that the price table is of. Throws ConfigError when the operator's is none. */
function readPricesMonth(file: string | undefined): string {
  try {
    return readPrices(file).asOf
  } catch (error) {
    throw new ConfigError([(error as Error).message])
  }
}

const options = {
  month: { type: 'string' },
  json: { type: 'boolean' },
} as const

async function run(values: OptionValues<typeof options>): Promise<number> {
  const { month } = values
  if (month !== undefined && !/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
    throw new UsageError('--month veut un mois comme 2026-10.')
  const { budget, database: target } = readConfig()
  const asOf = readPricesMonth(budget.pricesFile)
  const database = await openBesideServer(target)
  try {
    const costs = await readCosts(database, month === undefined ? {} : { month })
    const { monthEur, eurPerUsd } = budget
    console.log(
      values.json
        ? JSON.stringify({ ...costs, monthEur: monthEur ?? null, eurPerUsd }, null, 2)
        : costLines(costs, { monthEur, eurPerUsd, pricesOf: asOf }).join('\n'),
    )
    return exitCode.done
  } finally {
    await database.close()
  }
}

await runWithOptions('costs', help, options, run)
