import { once } from 'node:events'
import { chunk, textChunk, toEvent, usageChunk } from './completion-events.ts'
import { type FakeAnswer, openStream, pause, stayOpen } from './fake-exchange.ts'
import { goodEnd, headOf, someUsage, streamOf, textStream } from './stream-of.ts'

type Variants = Record<string, FakeAnswer>

/** What the good rows below say, and its tokens. */
export const wildText = 'Réponse été 😀 prête.'
export const wildTokens = ['Réponse', ' été', ' 😀', ' prête.']
const tokens = wildTokens
const keepAlives = ['data:\n\n', 'data: ping\n\n', 'event: ping\ndata: null\n\n', 'data: []\n\n']
const processing = ': OPENROUTER PROCESSING\n\n'
const partial = ['Bonjour', ' à toi']

/** Rows 24 to 37 of failures.md: what happens within a stream, or to its connection. */
export const brokenStreams: Record<number, Variants> = {
  24: {
    comments: streamOf(head => [
      processing,
      processing,
      ...tokens.flatMap(token => [toEvent(textChunk(head, token)), processing]),
    ]),
    'keepalives with data': streamOf(head => [
      ...keepAlives,
      ...tokens.flatMap(token => [toEvent(textChunk(head, token)), ...keepAlives]),
    ]),
  },
  25: { 'code as number': textThenError(429, 'rate_limit_exceeded') },
  26: { 'code as text': textThenError('server_error', undefined) },
  27: {
    'error alone': afterText(toEvent({ error: { message: 'Broken' } })),
    'object error': afterText(toEvent({ object: 'error', message: 'Broken', code: 500 })),
    'event error': afterText(`event: error\n${toEvent({ message: 'Broken' })}`),
  },
  28: { 'no end': textStream(partial, 'cut') },
  29: { reset: textStream(partial, 'reset') },
  30: {
    'silent from the start': async ({ response }) => {
      openStream(response)
      response.flushHeaders()
      await stayOpen(response)
    },
    'silent after text': async exchange => {
      openStream(exchange.response)
      for (const text of partial) exchange.response.write(toEvent(textChunk(headOf(exchange), text)))
      await stayOpen(exchange.response)
    },
  },
  31: { 'keepalive every 5 s': keepAlive(partial), 'keepalive only': keepAlive([]) },
  32: {
    'headers after 40 s': async exchange => {
      await pause(40_000 * exchange.pace)
      if (!exchange.response.destroyed) await exchange.answerWell(exchange)
    },
    'first token after 30 s of comments': async exchange => {
      openStream(exchange.response)
      for (let second = 0; second < 30 && !exchange.response.destroyed; second += 1) {
        exchange.response.write(processing)
        await pause(1_000 * exchange.pace)
      }
      if (!exchange.response.destroyed) exchange.response.end(goodText(exchange))
    },
  },
  33: {
    'byte by byte': streamOf(head => toBytes(tokens.map(token => toEvent(textChunk(head, token))).join(''))),
    'byte order mark': streamOf(head => [`\uFEFF${toEvent(textChunk(head, wildText))}`]),
    'CRLF cut between CR and LF': streamOf(head =>
      tokens.flatMap(token => cutAtLineEnds(toEvent(textChunk(head, token)).replaceAll('\n', '\r\n'))),
    ),
    'no space after the colon': streamOf(head =>
      tokens.map(token => toEvent(textChunk(head, token)).replace('data: ', 'data:')),
    ),
    'as plain text': streamAs('text/plain; charset=utf-8'),
    'as lines of JSON': streamAs('application/x-ndjson'),
    'without a content type': streamAs(undefined),
    'data on several lines': streamOf(head =>
      tokens.map(
        token => `data: ${JSON.stringify(textChunk(head, token), null, 1).replaceAll('\n', '\ndata: ')}\n\n`,
      ),
    ),
  },
  34: {
    'usage first': streamOf(head => [toEvent(usageChunk(head, someUsage)), ...asEvents(head)]),
    'usage with an empty delta': streamOf(head => [
      ...asEvents(head),
      toEvent({ ...chunk(head, {}), usage: someUsage }),
    ]),
    'usage that cannot be': streamOf(
      head => [
        ...asEvents(head),
        toEvent(textChunk(head, '', 'stop')),
        toEvent(usageChunk(head, { prompt_tokens: 10, completion_tokens: 3e9, cost: 1e12 })),
      ],
      'cut',
    ),
    'debug chunk first': streamOf(head => [
      toEvent({ ...chunk(head, {}), choices: [], debug: { echo_upstream_body: {} } }),
      ...asEvents(head),
    ]),
  },
  35: {
    'an event of 50 MB': async ({ response }) => {
      openStream(response)
      response.write('data: ')
      const megabyte = Buffer.alloc(1_000_000, 'x')
      for (let sent = 0; sent < 50 && !response.destroyed; sent += 1) {
        if (!response.write(megabyte)) await drained(response)
      }
      response.end()
    },
    'a million events': async ({ response }) => {
      openStream(response)
      const events = 'data: {}\n\n'.repeat(10_000)
      for (let sent = 0; sent < 100 && !response.destroyed; sent += 1) {
        if (!response.write(events)) await drained(response)
      }
      response.end()
    },
    'another id between': streamOf(head => [
      ...asEvents(head).flatMap(event => [
        event,
        toEvent(textChunk({ ...head, id: 'gen-other' }, ' INTRUS')),
      ]),
    ]),
  },
  36: {
    'text beside calls': streamOf(head => [toEvent(chunk(head, toolCall(''))), ...asEvents(head)]),
    'calls only': async exchange => {
      const head = headOf(exchange)
      openStream(exchange.response)
      for (const delta of [toolCall(''), toolCall('{"q":'), toolCall('1}')]) {
        exchange.response.write(toEvent(chunk(head, delta)))
      }
      exchange.response.end(toEvent(chunk(head, {}, 'tool_calls')) + toEvent('[DONE]'))
    },
  },
  37: {
    'a used connection is reset': exchange => {
      const { socket } = exchange.request
      if (used.has(socket)) {
        socket.resetAndDestroy()
        return
      }
      used.add(socket)
      return exchange.answerWell(exchange)
    },
  },
}

const used = new WeakSet<object>()

/** A stream that its content type does not name. */
function streamAs(type: string | undefined): FakeAnswer {
  return async exchange => {
    const { response } = exchange
    response.writeHead(200, type === undefined ? {} : { 'content-type': type })
    response.write(' \n: OPEN')
    await pause(5)
    response.end(`ROUTER PROCESSING\n\n${goodText(exchange)}`)
  }
}

function asEvents(head: { id: string; model: string }): string[] {
  return tokens.map(token => toEvent(textChunk(head, token)))
}

function goodText(exchange: Parameters<FakeAnswer>[0]): string {
  const head = headOf(exchange)
  return asEvents(head).join('') + goodEnd(head)
}

function textThenError(code: number | string, type: string | undefined): FakeAnswer {
  const error = { code, message: 'Rate limit exceeded', ...(type && { metadata: { error_type: type } }) }
  return streamOf(
    head => [
      ...partial.map(text => toEvent(textChunk(head, text))),
      toEvent({ ...textChunk({ ...head, id: 'cmpl-abc123' }, '', 'error'), error }),
    ],
    'cut',
  )
}

function afterText(event: string): FakeAnswer {
  return streamOf(head => [...partial.map(text => toEvent(textChunk(head, text))), event], 'cut')
}

function keepAlive(texts: readonly string[]): FakeAnswer {
  return async exchange => {
    const { response, pace } = exchange
    openStream(response)
    for (const text of texts) response.write(toEvent(textChunk(headOf(exchange), text)))
    while (!response.destroyed) {
      response.write(': keepalive\n\n')
      await pause(5_000 * pace)
    }
  }
}

/** The same id twice, no `index`, an unknown name. */
function toolCall(part: string): object {
  const call = { id: 'call_1', type: 'function', function: { name: 'unknown_tool', arguments: part } }
  return { role: 'assistant', content: null, tool_calls: [call] }
}

function toBytes(text: string): Uint8Array[] {
  return Array.from(Buffer.from(text), byte => Uint8Array.of(byte))
}

function cutAtLineEnds(text: string): string[] {
  return text.split(/(?<=\r)(?=\n)/)
}

/** Until there is room again, or the client has left (also by an error, which is its right). */
async function drained(response: NodeJS.EventEmitter): Promise<void> {
  const leaving = new AbortController()
  const { signal } = leaving
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]).catch(
    () => {},
  )
  leaving.abort()
}
