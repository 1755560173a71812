import { ProviderError } from '../ports/provider-error.ts'
import { createHttpPool } from '../providers/http/http-pool.ts'
import { createOpenRouter } from '../providers/openrouter/create-openrouter.ts'
import { someRequest } from './collect-model.ts'
import { failures } from './fake-providers/failures.ts'
import type { FakeAnswer } from './fake-providers/fake-exchange.ts'
import { fakeKeys, startFakeProviders } from './fake-providers/start-fake-providers.ts'
import type { Script, ScriptStep } from './scripted-model.ts'

/**
 * Rows of failures.md that a call may meet at random while the next one does not, before the first word: refused for now,
 * upstream refused, no capacity, budget in flight, timeouts, unavailable, server errors, HTML, an error with status 200, no choices,
 * empty, nothing but reasoning, silent for ever, comments only, headers or first token after 30 s and more, a reset.
 */
export const faultsBeforeText = [1, 3, 4, 6, 12, 13, 14, 15, 16, 18, 19, 20, 30, 31, 32, 37]
/** The same after visible text: an answer that breaks off ends honestly, as a part of one. */
export const faultsAfterText = [17, 25, 26, 27, 28, 29]
/** Variants of the first rows that write before they fall silent, and those that are no failure. */
const lateVariants = ['silent after text', 'keepalive every 5 s']
const goodVariants = ['a think block first', 'a think block that never began']
/** Nothing comes of these before every deadline of ours. */
const silentRows = [30, 31, 32]

/** The variants of each of these rows, but those that are no fault; `late`: also those that write before they fail. */
export function faultsOf(rows: readonly number[], { late }: { late: boolean }): FakeAnswer[][] {
  const leftOut = late ? goodVariants : [...lateVariants, ...goodVariants]
  return rows.map(row =>
    Object.entries(failures[row] ?? {}).flatMap(([variant, answer]) =>
      leftOut.includes(variant) ? [] : [answer],
    ),
  )
}

/** One of these rows, each as likely, and of it any variant; `random` gives 0 to 1. */
export function pickFault<Fault>(
  random: () => number,
  rows: readonly (readonly Fault[])[],
): Fault | undefined {
  const variants = rows[Math.floor(random() * rows.length)] ?? []
  return variants[Math.floor(random() * variants.length)]
}

/**
 * What OpenRouter's adapter makes of each fault before the first word, as scripts for a model without a network: each
 * variant is acted once on the wire, but for the silent ones, which hang.
 */
export async function learnFaults(): Promise<Script[][]> {
  const fakes = await startFakeProviders()
  const pool = createHttpPool()
  const baseUrl = `${fakes.url}/openrouter/api/v1`
  const attribution = { url: 'https://exemple.fr', title: 'Exemple' }
  const model = createOpenRouter({ apiKey: fakeKeys.openrouter, pool, baseUrl, attribution })
  const record = async (): Promise<Script> => {
    const steps: ScriptStep[] = []
    try {
      for await (const event of model.stream(someRequest)) {
        if (event.kind === 'text') steps.push(event.text)
        else if (event.kind === 'usage') steps.push({ usage: event.usage })
        else steps.push({ end: event.reason })
      }
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      const { failure, retryable, retryAfter } = error
      steps.push({ fail: failure, retryable, ...(retryAfter !== undefined && { retryAfter }) })
    }
    return steps
  }
  try {
    const learned: Script[][] = []
    for (const row of faultsBeforeText) {
      const scripts: Script[] = []
      for (const answer of faultsOf([row], { late: false }).flat()) {
        if (silentRows.includes(row)) {
          scripts.push([{ hang: true }])
          continue
        }
        // The connection is a used one, whatever came before: row 37 resets those.
        await record()
        fakes.openrouter.answerNext(answer)
        scripts.push(await record())
      }
      learned.push(scripts)
    }
    return learned
  } finally {
    pool.close()
    await fakes.close()
  }
}
