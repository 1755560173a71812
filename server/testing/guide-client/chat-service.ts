// A client as the deployment guide has its readers write it: the same two calls, bodies, statuses and types.
import type { ChatResponse, RateLimitStatus } from './types.ts'

const baseUrl =
  process.env.NODE_ENV === 'production' ? 'https://chat.example/api/v2' : 'http://localhost:8000/api'

/** Asks one question. Throws a sentence for the visitor when the server refuses. */
export async function sendMessage(
  userId: string,
  conversationId: string,
  message: string,
): Promise<ChatResponse> {
  const timestamp = new Date().toISOString()
  const reply = await fetch(`${baseUrl}/chat`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ user_id: userId, conversation_id: conversationId, message, timestamp }),
  })
  if (reply.status === 429) throw new Error('Trop de messages, attends un instant.')
  if (!reply.ok) throw new Error(`Erreur ${reply.status}`)
  const { message: text, agent, confidence, timestamp: answeredAt } = await reply.json()
  return { message: text, agent, confidence, timestamp: answeredAt }
}

/** What is left of the conversation's quota; a whole one when nobody says. */
export async function checkRateLimit(conversationId: string): Promise<RateLimitStatus> {
  const reply = await fetch(`${baseUrl}/rate-limit/${conversationId}`)
  return reply.ok ? await reply.json() : { allowed: true, remaining: 10 }
}
