import { type FakeAnswer, json, pause } from './fake-exchange.ts'
import { meaningfulWords } from './fake-words.ts'

/** A good rerank reply: the share of the query's words that a document has. */
export const answerRerank: FakeAnswer = async exchange => {
  const { body, latency } = exchange
  await pause(latency.first)
  const asked = new Set(meaningfulWords(body.query))
  const results = (body.documents as string[])
    .map((document, index) => ({ index, relevance_score: overlap(asked, document) }))
    .sort((one, other) => other.relevance_score - one.relevance_score)
    .slice(0, body.top_n ?? body.documents.length)
  const meta = { api_version: { version: '2' }, billed_units: { search_units: 1 } }
  return json(200, { id: '07734bd2-2473-4f07-94e1-0d9f0e6843cf', results, meta })(exchange)
}

function overlap(asked: ReadonlySet<string>, document: string): number {
  const words = new Set(meaningfulWords(document))
  const common = [...asked].filter(word => words.has(word)).length
  return common / Math.max(1, asked.size)
}
