// A server that answers as a test tells it to: the page itself is the real one, the turns are scripted.
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import fastify from 'fastify'
import type { ChatReply, Source } from '../../contract/chat.ts'
import { defaultPageLength, type StoredMessage } from '../../contract/conversation.ts'
import type { WidgetConfig, WidgetSettings } from '../../contract/widget-config.ts'
import { buildWidgetIfNeeded } from '../../scripts/build-widget.ts'
import { loadDemoAssets } from '../../server/http/demo-assets.ts'
import { createDemoRoutes, sendDemoPage } from '../../server/http/demo-routes.ts'
import { loadWidgetAssets } from '../../server/http/widget-assets.ts'
import { createWidgetRoutes } from '../../server/http/widget-routes.ts'

export interface ChatBody {
  user_id: string
  conversation_id: string
  message_id: string
  message: string
}

/** Answers one POST /api/chat by hand. */
export type Script = (body: ChatBody, response: ServerResponse) => void | Promise<void>

export const widgetConfig: WidgetConfig = {
  name: 'L’Agence des Copines',
  language: 'fr',
  welcome: 'Bonjour et bienvenue ! Pose ta question : Audrey ou Carole te répond.',
  contact: 'bonjour@agence-des-copines.example',
  agents: [
    {
      id: 'audrey',
      name: 'Audrey',
      emoji: '👩‍💼',
      colour: '#6b21a8',
      description: 'Emails, tunnels et outils, expliqués pas à pas.',
    },
    {
      id: 'carole',
      name: 'Carole',
      emoji: '🎨',
      colour: '#be185d',
      description: 'Instagram, contenus et image de marque.',
    },
  ],
  suggestions: [
    'Comment faire une séquence email de bienvenue ?',
    'Des idées de réels pour une prof de yoga ?',
  ],
}

const widgetSettings: WidgetSettings = {
  language: 'fr',
  languages: ['fr', 'en'],
  formality: 'tu',
  theme: 'auto',
  position: 'right',
  colours: {},
}

export const sources: Source[] = [
  {
    document: 'sequence-bienvenue.md',
    title: 'La séquence de bienvenue',
    section: 'Combien d’emails',
    page: 2,
    quote: 'Cinq emails en dix jours suffisent pour faire connaissance.',
  },
  {
    document: 'tunnel.pdf',
    title: 'Un tunnel simple',
    url: 'https://example.org/tunnel.pdf',
    quote: 'Une page, un cadeau, un email.',
  },
]

export const answer = [
  'Voici **l’essentiel** [1] :',
  '',
  '> Cinq emails en dix jours suffisent pour faire connaissance.',
  '',
  '1. le premier le jour même ;',
  '2. le deuxième deux jours après.',
  '',
  'Plus de détails sur [ce guide](https://example.org/guide).',
].join('\n')

/** The whole reply to a question, as Audrey gives it. */
export function toReply(body: ChatBody, message = answer): ChatReply {
  return {
    conversation_id: body.conversation_id,
    message_id: body.message_id,
    message,
    agent: 'audrey',
    confidence: 0.9,
    reasoning: 'La question parle d’emails.',
    sources,
    timestamp: '2026-01-01T10:00:00.000Z',
  }
}

/** One server-sent event as text. */
export const frame = (event: string, data: unknown): string =>
  `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`

/** Begins a stream and says who answers. */
export function beginStream(body: ChatBody, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  const { conversation_id, message_id } = body
  response.write(
    `: comment\n\nevent: novelty\ndata: {}\n\n${frame('accepted', { conversation_id, message_id })}`,
  )
  response.write(frame('agent', { agent: 'audrey', confidence: 0.9, reasoning: '' }))
  response.write(frame('sources', { sources }))
}

/** The turn as it should go, its text in pieces of seven characters. */
export const answerWell: Script = (body, response) => {
  beginStream(body, response)
  for (const [text] of answer.matchAll(/[\s\S]{1,7}/gu)) response.write(frame('delta', { text }))
  response.end(frame('done', toReply(body)))
}

/** The team asks back who the question is for. */
export const clarify: Script = (body, response) => {
  const message = 'Ta question est plutôt pour Audrey ou Carole ?'
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.end(frame('done', { ...toReply(body, message), agent: 'escalate', sources: [] }))
}

/** Refuses with a status, as the server's one error handler does. */
export function refuse(status: number, code: string, headers: Record<string, string> = {}): Script {
  return (_body, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify({ error: 'Error', detail: `detail of ${code}`, code, request_id: 'r' }))
  }
}

/** A visitor's rating, as it arrived. */
export interface FeedbackBody {
  message_id: string
  rating: string
  comment?: string
}

/** Starts on a free port. `scripts` are used up one a message; after the last, `answerWell`. */
export async function startScriptedServer() {
  await buildWidgetIfNeeded()
  const assets = await loadDemoAssets()
  const app = fastify({ forceCloseConnections: true })
  const chats: ChatBody[] = []
  const paths: string[] = []
  const scripts: Script[] = []
  const history: StoredMessage[] = []
  const ratings: FeedbackBody[] = []
  app.addHook('onRequest', async request => void paths.push(request.url))
  app.get('/', (request, reply) => sendDemoPage({ assets }, request, reply))
  await app.register(createDemoRoutes({ assets }))
  await app.register(
    createWidgetRoutes({ assets: await loadWidgetAssets(widgetSettings), configOf: () => widgetConfig }),
  )
  app.get<{ Params: { id: string }; Querystring: { before?: string } }>(
    '/api/conversations/:id/messages',
    async ({ params, query }) => {
      const end = query.before ? history.findIndex(({ id }) => id === query.before) : history.length
      const start = Math.max(0, end - defaultPageLength)
      return {
        conversation_id: params.id,
        status: 'active',
        messages: history.slice(start, end),
        has_more: start > 0,
      }
    },
  )
  app.post<{ Params: { id: string }; Body: FeedbackBody }>(
    '/api/messages/:id/feedback',
    async (request, reply) => {
      ratings.push({ ...request.body, message_id: request.params.id })
      return reply.code(204).send()
    },
  )
  app.post<{ Body: ChatBody }>('/api/chat', async (request, reply) => {
    chats.push(request.body)
    reply.hijack()
    await (scripts.shift() ?? answerWell)(request.body, reply.raw)
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    chats,
    paths,
    scripts,
    history,
    ratings,
    close: () => app.close(),
  }
}

export type ScriptedServer = Awaited<ReturnType<typeof startScriptedServer>>
