import { readFileSync } from 'node:fs'
import type pg from 'pg'
import { percentile } from '../../evals/scorers/ranking.ts'
import { toCallStatement } from '../../server/database/call-statement.ts'
import { exactFunctions } from './exact-functions.ts'

/** Who asks: each agent alone, two at once, and everybody at once, as a visitor's message does. */
export const askers: Record<string, string[]> = {
  '50 %': ['half'],
  '5 %': ['twentieth'],
  '0.5 %': ['twohundredth'],
  '50 % and 5 %': ['half', 'twentieth'],
  everybody: ['half', 'twentieth', 'twohundredth', 'other'],
}

export interface StoredQuestion {
  kind: string
  text: string
  embedding: string
}

export interface SearchFigures {
  /** Milliseconds until the answer is there. */
  p50: number
  p95: number
  /** Milliseconds of the server's CPU: what is left of the above on a machine that does nothing else; null off Linux. */
  cpu50: number | null
  cpu95: number | null
}

const limit = 20

interface Found {
  chunk_id: string
  owner: string
}

async function search(
  client: pg.Client,
  question: StoredQuestion,
  agents: string[],
  dense: boolean,
): Promise<Found[]> {
  const { text, values } = toCallStatement('search_knowledge', {
    p_query: question.text,
    p_agents: agents,
    p_embedding: dense ? JSON.parse(question.embedding) : null,
    p_limit: limit,
  })
  const { rows } = await client.query(text, values)
  return rows[0]?.result.passages ?? []
}

/** Milliseconds that the server's process `pid` has spent on a processor; null where that is not to be known. */
function readCpu(pid: number): number | null {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6
  } catch {
    return null
  }
}

/** Asks all the questions, ten first that do not count, and says how long each took. */
export async function measureTimes(
  client: pg.Client,
  questions: readonly StoredQuestion[],
  agents: string[],
  dense: boolean,
): Promise<SearchFigures> {
  const { rows } = await client.query('select pg_backend_pid() as pid')
  const pid = Number(rows[0]?.pid)
  for (const question of questions.slice(0, 10)) await search(client, question, agents, dense)
  const times: number[] = []
  const cpu: number[] = []
  for (const question of questions) {
    const [begun, before] = [performance.now(), readCpu(pid)]
    await search(client, question, agents, dense)
    times.push(performance.now() - begun)
    const after = readCpu(pid)
    if (before !== null && after !== null) cpu.push(after - before)
  }
  const of = (share: number) => (cpu.length > 0 ? percentile(cpu, share) : null)
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95), cpu50: of(0.5), cpu95: of(0.95) }
}

/** Shares of an exact answer's best 20 that were found: by the embeddings, by the words, by both fused. */
export interface RecallFigures {
  dense: number
  lexical: number
  fused: number
}

const partsQuery = `
  select owner,
    array(select chunk_id::text from search_embeddings($2::vector, array[owner], 50) as d order by d.distance limit 20) as dense,
    array(
      select jsonb_build_object('id', w.chunk_id, 'score', round(w.score::numeric, 5))
      from search_words(owner, q.words, q.terms, q.counts, q.akin, 60) as w
      where w.score > 0 order by w.score desc, w.chunk_id limit 20
    ) as lexical
  from lexical_query($1, array['french_stem']::regdictionary[]) as q
  cross join unnest($3::text[]) as owner`

interface Parts {
  owner: string
  dense: string[]
  lexical: { id: string; score: number }[]
}

async function readParts(client: pg.Client, question: StoredQuestion, agents: string[]) {
  const { rows } = await client.query<Parts>(partsQuery, [
    question.text,
    question.embedding,
    [...agents, 'shared'],
  ])
  const fused = await search(client, question, agents, true)
  return { parts: rows, fused: fused.slice(0, limit).map(passage => passage.chunk_id) }
}

function share(exact: readonly string[], found: readonly string[]): number | null {
  if (exact.length === 0) return null
  const there = new Set(found)
  return exact.filter(id => there.has(id)).length / exact.length
}

/** Among chunks with the same score as the exact answer's last, either will do. */
function lexicalShare(exact: Parts['lexical'], found: Parts['lexical']): number | null {
  const last = exact.at(-1)?.score
  if (last === undefined) return null
  return Math.min(1, found.filter(each => each.score >= last).length / exact.length)
}

const mean = (values: readonly (number | null)[]) => {
  const known = values.filter(value => value !== null)
  return known.reduce((sum, value) => sum + value, 0) / known.length
}

/**
 * Compares with the same search whose two stages weigh every chunk (exactFunctions), in a transaction that is rolled
 * back. `dense` and `lexical` are averages over each owner that is asked for, the shared documents among them.
 */
export async function measureRecall(
  client: pg.Client,
  questions: readonly StoredQuestion[],
  agents: string[],
): Promise<RecallFigures> {
  const found = []
  for (const question of questions) found.push(await readParts(client, question, agents))
  await client.query('begin')
  try {
    await client.query(exactFunctions)
    const shares: { dense: (number | null)[]; lexical: (number | null)[]; fused: (number | null)[] } = {
      dense: [],
      lexical: [],
      fused: [],
    }
    for (const [at, question] of questions.entries()) {
      const exact = await readParts(client, question, agents)
      const ours = found[at]
      for (const part of exact.parts) {
        const same = ours?.parts.find(each => each.owner === part.owner)
        shares.dense.push(share(part.dense, same?.dense ?? []))
        shares.lexical.push(lexicalShare(part.lexical, same?.lexical ?? []))
      }
      shares.fused.push(share(exact.fused, ours?.fused ?? []))
    }
    return { dense: mean(shares.dense), lexical: mean(shares.lexical), fused: mean(shares.fused) }
  } finally {
    await client.query('rollback')
  }
}
