// The floor: a bare Fastify handler with the unavoidable I/O of a turn and nothing else. The same three database calls
// through pg, the same three provider calls through pooled node:http, server-sent events out. No check, no routing, no
// prompt of its own making, no filter, no retry, no deadline, no log.
import { randomUUID } from 'node:crypto'
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { fastify } from 'fastify'
import pg from 'pg'
import { loadTeam } from '../../server/agents/load-team.ts'

const { DATABASE_URL, OPENROUTER_BASE_URL, OPENAI_BASE_URL, COHERE_BASE_URL } = process.env
const { OPENROUTER_API_KEY, OPENAI_API_KEY, COHERE_API_KEY } = process.env
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 })
const agent = new Agent({ keepAlive: true, maxFreeSockets: 64 })
const { team, personas } = await loadTeam(join(import.meta.dirname, '../../agents'))
const system = `${team.prompt}\n\n${personas[0]?.prompt}`

interface Passage {
  title: string
  section: string | null
  content: string
}

function post(url: string, key: string | undefined, body: object): Promise<IncomingMessage> {
  const text = JSON.stringify(body)
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    authorization: `Bearer ${key}`,
    'http-referer': 'https://exemple.fr',
    'x-title': 'Exemple',
  }
  return new Promise((resolve, reject) => {
    httpRequest(url, { method: 'POST', agent, headers }, resolve).on('error', reject).end(text)
  })
}

// biome-ignore lint/suspicious/noExplicitAny: whatever the fakes say.
async function postJson(url: string, key: string | undefined, body: object): Promise<any> {
  const parts: Buffer[] = []
  for await (const part of await post(url, key, body)) parts.push(part)
  return JSON.parse(Buffer.concat(parts).toString())
}

async function embed(input: string): Promise<string> {
  const body = { model: 'text-embedding-3-small', input: [input], encoding_format: 'base64' }
  const { data } = await postJson(`${OPENAI_BASE_URL}/embeddings`, OPENAI_API_KEY, body)
  const bytes = new Uint8Array(Buffer.from(data[0].embedding, 'base64'))
  return JSON.stringify([...new Float32Array(bytes.buffer)])
}

async function search(query: string, vector: string): Promise<Passage[]> {
  const { rows } = await pool.query(
    'select search_knowledge(p_query => $1, p_agents => $2, p_embedding => $3, p_limit => $4) as result',
    [query, JSON.stringify(personas.map(({ id }) => id)), vector, 20],
  )
  return rows[0].result.passages
}

async function rerank(query: string, passages: Passage[]): Promise<Passage[]> {
  const documents = passages.slice(0, 20).map(({ title, content }) => `${title}\n${content}`)
  const body = { model: 'rerank-multilingual-v3.0', query, documents, top_n: 3 }
  const { results } = await postJson(`${COHERE_BASE_URL}/v2/rerank`, COHERE_API_KEY, body)
  return results.flatMap(({ index }: { index: number }) => passages[index] ?? [])
}

const app = fastify()
app.post('/api/chat', async (request, reply) => {
  const { user_id, conversation_id, message } = request.body as Record<string, string>
  const messageId = randomUUID()
  const [, vector] = await Promise.all([
    pool.query(
      'select begin_turn(p_conversation_id => $1, p_user_id => $2, p_message_id => $3, p_content => $4)',
      [conversation_id, user_id, messageId, message],
    ),
    embed(message ?? ''),
  ])
  const passages = await rerank(message ?? '', await search(message ?? '', vector))
  const content = `${passages.map(passage => passage.content).join('\n\n')}\n\n${message}`
  const stream = await post(`${OPENROUTER_BASE_URL}/chat/completions`, OPENROUTER_API_KEY, {
    model: 'anthropic/claude-3.5-sonnet',
    messages: [
      { role: 'system', content: system },
      { role: 'user', content },
    ],
    max_tokens: 1000,
    temperature: 0.7,
    stream: true,
    usage: { include: true },
  })
  reply.hijack()
  reply.raw.writeHead(200, { 'content-type': 'text/event-stream' })
  let answer = ''
  let rest = ''
  stream.setEncoding('utf8')
  for await (const chunk of stream) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    let text = ''
    for (const line of lines) {
      if (line.startsWith('data: {')) text += JSON.parse(line.slice(6)).choices[0]?.delta.content ?? ''
    }
    if (text === '') continue
    answer += text
    reply.raw.write(`event: delta\ndata: ${JSON.stringify({ text })}\n\n`)
  }
  const { rows } = await pool.query(
    `select finish_turn(p_conversation_id => $1, p_message_id => $2, p_answer => $3, p_agent => 'audrey', p_confidence => 1, p_reasoning => '', p_sources => $4) as result`,
    [conversation_id, messageId, answer, JSON.stringify(passages)],
  )
  reply.raw.end(`event: done\ndata: ${JSON.stringify(rows[0].result.reply)}\n\n`)
})
process.send?.(await app.listen({ host: '127.0.0.1', port: 0 }))
