import type { ChatReply } from '../../contract/chat.ts'

/** One message to a running product, as JSON. */
export function postChat(
  url: string,
  body: Record<string, unknown>,
  init: RequestInit = {},
): Promise<Response> {
  return fetch(`${url}/api/chat`, {
    method: 'POST',
    body: JSON.stringify(body),
    ...init,
    headers: { 'content-type': 'application/json', ...init.headers },
  })
}

/** One message whose answer is expected. Throws with the body when it is refused. */
export async function ask(url: string, body: Record<string, unknown>): Promise<ChatReply> {
  const response = await postChat(url, body)
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  return (await response.json()) as ChatReply
}

/** What the product has stored of a conversation. */
export async function readMessages(
  url: string,
  conversationId: string,
  userId: string,
): Promise<{ id: string; message_id: string; role: string; content: string; status: string }[]> {
  const response = await fetch(`${url}/api/conversations/${conversationId}/messages?user_id=${userId}`)
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  return ((await response.json()) as { messages: [] }).messages
}
