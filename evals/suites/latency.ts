import { join } from 'node:path'
import type { Database } from '../../server/ports/database.ts'
import { createPostgresDatabase } from '../../server/testing/create-postgres-database.ts'
import { toPoolDatabase } from '../../server/testing/open-sample-database.ts'
import { openTestDatabase } from '../../server/testing/open-test-database.ts'
import { openTestTurns, readTurn, toTurnRequest } from '../../server/testing/open-test-turns.ts'
import { measured, type SetResult } from '../figure.ts'
import { loadGoldenCases } from '../golden/golden-case.ts'
import { fingerprintOf } from '../read-rows.ts'
import { percentile } from '../scorers/ranking.ts'
import type { ScorableSet, Suite, SuiteContext } from '../suite.ts'

/** The steps of a turn without a language model, as its report names them. */
const steps = ['admit', 'search', 'route', 'answer', 'finish']

export const latencySuite: Suite = {
  name: 'latency',
  title: 'Milliseconds of a turn, step by step',
  about:
    'Our own questions about `knowledge/`, whole turns one after the other, stored, without a language model: p50 / p95 of each step. Postgres where TEST_DATABASE_URL names one.',
  sets: context =>
    context.own
      ? [
          scorable(context, 'embedded', openTestDatabase),
          ...(process.env.TEST_DATABASE_URL ? [scorable(context, 'postgres', openPostgres)] : []),
        ]
      : [],
}

async function openPostgres(): Promise<Database> {
  const store = await createPostgresDatabase()
  return {
    call: toPoolDatabase(store.pool).call,
    async close() {
      await store[Symbol.asyncDispose]()
    },
  }
}

function scorable(context: SuiteContext, name: string, open: () => Promise<Database>): ScorableSet {
  return { name, score: async () => [await score(context, name, open)] }
}

async function score(
  { root }: SuiteContext,
  name: string,
  open: () => Promise<Database>,
): Promise<SetResult> {
  const golden = loadGoldenCases(root)
  const database = await open()
  try {
    const folders = ['audrey', 'carole', 'shared'].map(owner => [owner, join(root, 'knowledge', owner)])
    const { turns, reports } = await openTestTurns({
      database,
      agents: join(root, 'agents'),
      knowledge: Object.fromEntries(folders),
    })
    for (const [index, { question }] of golden.entries()) {
      const turn = await turns.begin(
        toTurnRequest({
          message: question,
          conversation_id: `latency-${index}`,
          user_id: `visitor-${index}`,
        }),
      )
      await readTurn(turn)
    }
    const times = (of: (report: (typeof reports)[number]) => number | undefined) =>
      reports.flatMap(report => of(report) ?? [])
    const both = (title: string, values: readonly number[]) => [
      measured(`${title} p50`, values.length === 0 ? null : percentile(values, 0.5)),
      measured(`${title} p95`, values.length === 0 ? null : percentile(values, 0.95)),
    ]
    return {
      suite: 'latency',
      set: name,
      size: `${golden.length} turns`,
      fingerprint: fingerprintOf(golden),
      figures: [
        ...steps.flatMap(step =>
          both(
            step,
            times(({ steps }) => steps[step]),
          ),
        ),
        ...both(
          'whole',
          times(({ milliseconds }) => milliseconds),
        ),
      ],
      notes: [],
    }
  } finally {
    await database.close()
  }
}
