import { join } from 'node:path'
import { loadTeam } from '../../server/agents/load-team.ts'
import { measured, type SetResult, shareOf } from '../figure.ts'
import { createAsker } from '../golden/ask-product.ts'
import { type GoldenVerdict, judgeGolden, passes } from '../golden/judge-golden.ts'
import type { Corpus } from '../open-corpus.ts'
import { fingerprintOf } from '../read-rows.ts'
import { mean, percentile } from '../scorers/ranking.ts'
import type { Suite } from '../suite.ts'

const root = join(import.meta.dirname, '../..')

export const goldenSuite: Suite = {
  name: 'golden',
  title: 'Golden questions, the whole way',
  about:
    'Our own questions about `knowledge/`: searched, routed and answered as a turn does, without a language model. `npm run eval -- golden questions.csv` does the same with an operator’s own table and her database.',
  sets: () => [],
  scoreCorpus,
}

async function scoreCorpus({ database, golden, set }: Corpus): Promise<SetResult | null> {
  if (golden === null) return null
  const { team, personas } = await loadTeam(join(root, 'agents'))
  const ask = createAsker({ database, team, personas, threshold: 0.7, initialResults: 20 })
  const verdicts: GoldenVerdict[] = []
  const milliseconds: number[] = []
  const failed: string[] = []
  for (const wanted of golden) {
    const asked = await ask(wanted.question)
    const verdict = judgeGolden(wanted, asked)
    verdicts.push(verdict)
    milliseconds.push(asked.milliseconds)
    if (!passes(verdict)) failed.push(`« ${wanted.question} » → ${asked.kind} ${asked.reply.agent}`)
  }
  const share = (name: string, kind: keyof Omit<GoldenVerdict, 'place'>) => {
    const told = verdicts.flatMap(verdict => (verdict[kind] === null ? [] : [Number(verdict[kind])]))
    return shareOf(name, told.length === 0 ? null : mean(told), told.length)
  }
  return {
    suite: 'golden',
    set: set.name,
    size: String(golden.length),
    fingerprint: fingerprintOf(golden),
    figures: [
      shareOf('all right', mean(verdicts.map(verdict => Number(passes(verdict)))), golden.length),
      share('right specialist', 'agent'),
      share('document in first 5', 'found'),
      share('right document cited', 'cited'),
      share('right text quoted', 'quoted'),
      share('refused', 'refused'),
      measured('p50 ms', percentile(milliseconds, 0.5)),
      measured('p95 ms', percentile(milliseconds, 0.95)),
    ],
    notes: failed,
  }
}
