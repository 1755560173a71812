import { Agent, request } from 'node:http'

const agent = new Agent({ keepAlive: true, maxFreeSockets: 2000 })

/** What a visitor saw of one streamed turn; milliseconds from the request on. */
export interface StreamedTurn {
  ok: boolean
  firstToken: number
  total: number
}

interface Message {
  conversation_id: string
  message: string
}

/** One turn as a visitor makes it. Never throws. */
export type Ask = (url: string, message: Message) => Promise<StreamedTurn>

/** Asks and reads the whole answer as JSON: its first word comes with its last one. Never throws. */
export async function askChat(url: string, message: Message): Promise<StreamedTurn> {
  const began = performance.now()
  const body = JSON.stringify({ user_id: 'bench', ...message })
  const ok = await fetch(`${url}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  }).then(
    async reply => reply.ok && (await reply.text()).includes('"message"'),
    () => false,
  )
  const total = performance.now() - began
  return { ok, firstToken: total, total }
}

/** Asks and reads the events to the end; `onText` gets each piece of the network from the first delta on. Never throws. */
export function streamChat(
  url: string,
  message: Message,
  onText?: (text: string) => void,
): Promise<StreamedTurn> {
  const body = JSON.stringify({ user_id: 'bench', ...message })
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    accept: 'text/event-stream',
  }
  const began = performance.now()
  let firstToken = Number.NaN
  let done = false
  let tail = ''
  return new Promise(resolve => {
    const end = (complete: boolean) => {
      const ok = complete && done && !Number.isNaN(firstToken)
      resolve({ ok, firstToken, total: performance.now() - began })
    }
    const call = request(`${url}/api/chat`, { method: 'POST', agent, headers }, response => {
      response.setEncoding('utf8')
      response.on('data', (text: string) => {
        if (Number.isNaN(firstToken) && text.includes('event: delta')) firstToken = performance.now() - began
        done ||= (tail + text).includes('event: done')
        tail = text.slice(-12)
        if (!Number.isNaN(firstToken)) onText?.(text)
      })
      response.on('close', () => end(response.complete))
    })
    call.on('error', () => end(false))
    call.end(body)
  })
}
