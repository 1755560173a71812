// The fake providers in a process of their own, so that a bench's CPU time is the client's alone. Says its address to the
// process that forked it; answers completions with 120 tokens, one a piece of the network.
import { textChunk, toEvent } from '../server/testing/fake-providers/completion-events.ts'
import { openStream, writeApart } from '../server/testing/fake-providers/fake-exchange.ts'
import { startFakeProviders } from '../server/testing/fake-providers/start-fake-providers.ts'
import { goodEnd, headOf } from '../server/testing/fake-providers/stream-of.ts'

const tokens = Array.from({ length: 120 }, (_, index) => ` mot${index}`)
const fakes = await startFakeProviders()
for (const endpoint of [fakes.openrouter, fakes.compatible]) {
  endpoint.keep = 0
  endpoint.answerAlways(async exchange => {
    openStream(exchange.response)
    const head = headOf(exchange)
    for (const token of tokens) await writeApart(exchange.response, toEvent(textChunk(head, token)))
    exchange.response.end(goodEnd(head))
  })
}
fakes.openai.keep = 0
fakes.cohere.keep = 0
process.send?.(fakes.url)
