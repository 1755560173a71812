import { textChunk, toEvent, usageChunk, usageOf, wholeReply } from './completion-events.ts'
import { fakeAnswer, fakeJson, promptText } from './fake-answer.ts'
import { type FakeAnswer, openStream, pause } from './fake-exchange.ts'

/** A good completion, streamed a word an event, or whole. `asOpenRouter`: with comments, and the cost. */
export function answerCompletion(options: { asOpenRouter: boolean }): FakeAnswer {
  return async exchange => {
    const { body, response, latency } = exchange
    const head = { id: `gen-${++generation}`, model: body.model }
    const text = body.response_format
      ? JSON.stringify(fakeJson(body.messages, body.response_format.json_schema.schema))
      : fakeAnswer(body.messages)
    const usage = usageOf(promptText(body.messages), text, { cost: options.asOpenRouter })
    if (!body.stream) {
      await pause(latency.first)
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(wholeReply(head, { content: text }, 'stop', usage)))
      return
    }
    openStream(response)
    if (options.asOpenRouter) response.write(': OPENROUTER PROCESSING\n\n')
    await pause(latency.first)
    for (const word of text.match(/\s*\S+/g) ?? []) {
      if (response.destroyed) return
      response.write(toEvent(textChunk(head, word)))
      await pause(latency.token)
    }
    response.write(toEvent(textChunk(head, '', 'stop')))
    if (options.asOpenRouter || body.stream_options?.include_usage) {
      response.write(toEvent(usageChunk(head, usage)))
    }
    response.end(toEvent('[DONE]'))
  }
}

let generation = 0
