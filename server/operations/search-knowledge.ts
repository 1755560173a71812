import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const PassageRow = z.object({
  chunk_id: z.string(),
  document_id: z.string(),
  owner: z.string(),
  filename: z.string().nullable(),
  title: z.string().nullable(),
  section: z.string().nullable(),
  page: z.number().nullable(),
  url: z.string().nullable(),
  content: z.string(),
  position: z.number().nullable(),
  tags: z.array(z.string()),
  score: z.number(),
  lexical: z.number().min(0).max(1),
  dense: z.number().nullable(),
  words: z.number().nullable().default(null),
  grams: z.number().nullable().default(null),
  priority: z.number().default(0),
})

/** Each member by name: a spread of the rest costs more than all the checks, forty times a turn. */
function toPassage(row: z.infer<typeof PassageRow>) {
  return {
    chunkId: row.chunk_id,
    documentId: row.document_id,
    owner: row.owner,
    filename: row.filename ?? '',
    title: row.title ?? '',
    section: row.section,
    page: row.page,
    url: row.url,
    content: row.content,
    position: row.position,
    tags: row.tags,
    score: row.score,
    lexical: row.lexical,
    dense: row.dense,
    words: row.words,
    grams: row.grams,
    priority: row.priority,
  }
}

/**
 * A chunk that was found. `score` orders one search; `lexical` (0 to 1, how much of the query it supports) can be
 * compared across searches; `dense` is cosine similarity, null without a query's or a chunk's embedding. `words` and
 * `grams` are what `lexical` is made of (0 when none is said), null where the words did not find it.
 */
export type Passage = ReturnType<typeof toPassage>

const PairRow = z.object({
  pair_id: z.string(),
  document_id: z.string(),
  owner: z.string(),
  filename: z.string().nullable(),
  title: z.string().nullable(),
  section: z.string().nullable(),
  page: z.number().nullable(),
  url: z.string().nullable(),
  answer: z.string(),
  questions: z.array(z.string()),
  likeness: z.number(),
  dense: z.number().nullable(),
  priority: z.number(),
})

function toFoundPair(row: z.infer<typeof PairRow>) {
  return {
    pairId: row.pair_id,
    documentId: row.document_id,
    owner: row.owner,
    filename: row.filename ?? '',
    title: row.title ?? '',
    section: row.section,
    page: row.page,
    url: row.url,
    answer: row.answer,
    questions: row.questions,
    likeness: row.likeness,
    dense: row.dense,
    priority: row.priority,
  }
}

/**
 * A question–answer pair that looks like the query: `questions` are its likest ones, `likeness` (0 to 1) the characters they
 * share, `dense` the query's embedding against the pair's. match-pairs.ts decides whether it was asked for.
 */
export type FoundPair = ReturnType<typeof toFoundPair>

const SearchResult = z
  .object({
    passages: z.array(PassageRow),
    pairs: z.array(PairRow).default([]),
    embedding_model: z.string(),
  })
  .transform(({ passages, pairs, embedding_model }) => ({
    passages: passages.map(toPassage),
    pairs: pairs.map(toFoundPair),
    embeddingModel: embedding_model,
  }))

/** What was found, likely pairs too, and the model that the stored embeddings are of: questions are to be embedded by that one. */
export type SearchOutcome = z.infer<typeof SearchResult>

export interface SearchInput {
  query: string
  agents: string[]
  /** 1536 numbers, fused by rank with lexical search … */
  embedding?: number[] | undefined
  /** … unless they are another model's than the stored ones: then words alone count. Absent: of the same model. */
  embeddingModel?: string | undefined
  limit: number
}

/**
 * The passages that answer a query, best first: for each agent at most `limit` of its own documents and the shared
 * ones, each passage once. Never another agent's.
 */
export async function searchKnowledge(database: Database, input: SearchInput): Promise<Passage[]> {
  return (await searchByModel(database, input)).passages
}

/** searchKnowledge(), and which model's embeddings were there to compare with. */
export async function searchByModel(database: Database, input: SearchInput): Promise<SearchOutcome> {
  const result = await database.call('search_knowledge', {
    p_query: input.query,
    p_agents: input.agents,
    p_embedding: input.embedding?.map(toNineDecimals) ?? null,
    p_limit: input.limit,
    p_embedding_model: input.embeddingModel ?? null,
  })
  return SearchResult.parse(result)
}

/** What a 32-bit number of a unit vector tells, in half the text: it crosses to the database as decimals. */
function toNineDecimals(value: number): number {
  return Math.round(value * 1e9) / 1e9
}
