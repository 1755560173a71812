import { type EventHead, textChunk, toEvent, usageChunk } from './completion-events.ts'
import { type FakeAnswer, type FakeExchange, openStream, writeApart } from './fake-exchange.ts'

/** What ends a stream: its last chunk, usage and `[DONE]`; or an end without any; or a broken connection. */
export type StreamEnd = 'done' | 'cut' | 'reset'

/** The head of a reply to this call. */
export function headOf({ body }: Pick<FakeExchange, 'body'>): EventHead {
  return { id: 'gen-fake', model: body.model }
}

/** Usage of ten and five tokens. */
export const someUsage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, cost: 0.0001 }

/** The last three events of a good stream. */
export function goodEnd(head: EventHead): string {
  return toEvent(textChunk(head, '', 'stop')) + toEvent(usageChunk(head, someUsage)) + toEvent('[DONE]')
}

/** A stream of these pieces, each a piece of the network of its own. */
export function streamOf(
  toPieces: (head: EventHead) => readonly (string | Uint8Array)[],
  end: StreamEnd = 'done',
): FakeAnswer {
  return async exchange => {
    const { response } = exchange
    const head = headOf(exchange)
    openStream(response)
    for (const piece of toPieces(head)) {
      if (response.destroyed) return
      await writeApart(response, piece)
    }
    if (end === 'reset') response.socket?.resetAndDestroy()
    else response.end(end === 'done' ? goodEnd(head) : '')
  }
}

/** A stream of these texts, a token each. */
export function textStream(texts: readonly string[], end: StreamEnd = 'done'): FakeAnswer {
  return streamOf(head => texts.map(text => toEvent(textChunk(head, text))), end)
}

/** A whole reply of status 200 with this choice, as OpenRouter gives it also to a call that asked for a stream. */
export function wholeChoice(choice: object): FakeAnswer {
  return exchange => {
    const { response } = exchange
    const { id, model } = headOf(exchange)
    response.writeHead(200, { 'content-type': 'application/json' })
    const body = {
      id,
      model,
      object: 'chat.completion',
      choices: [{ index: 0, ...choice }],
      usage: someUsage,
    }
    response.end(JSON.stringify(body))
  }
}
