import type { IncomingMessage, ServerResponse } from 'node:http'
import type { z } from 'zod'
import { type FakeAnswer, type FakeLatency, json } from './fake-exchange.ts'

/** One endpoint of a fake provider, as a test drives and counts it. */
export interface FakeEndpoint {
  /** Calls received, those refused for a mistake included. */
  calls: number
  /** Calls whose connection the client closed before the reply had ended. */
  aborted: number
  /** Calls under way. */
  open: number
  /** What was sent, in order. */
  readonly received: { headers: IncomingMessage['headers']; body: unknown }[]
  /** How many of the last calls `received` keeps. */
  keep: number
  latency: FakeLatency
  /** See FakeExchange. */
  pace: number
  /** What the next calls get, one each. */
  answerNext(...answers: FakeAnswer[]): void
  /** What all other calls get; without an argument, good answers again. */
  answerAlways(answer?: FakeAnswer): void
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>
}

/** An endpoint that refuses what its wire does not document; `report` is told of each mistake. */
export function createFakeEndpoint(wire: {
  schema: z.ZodType
  /** Absent: the server wants no key. */
  key?: string
  /** Headers beside authorization and content-type that must be there. */
  requiredHeaders?: readonly string[]
  wrongKey?: FakeAnswer
  answerWell: FakeAnswer
  report(problem: string): void
}): FakeEndpoint {
  const queue: FakeAnswer[] = []
  let always: FakeAnswer | undefined
  const endpoint: FakeEndpoint = {
    calls: 0,
    aborted: 0,
    open: 0,
    received: [],
    keep: 1_000,
    latency: { first: 0, token: 0 },
    pace: 1,
    answerNext: (...answers) => void queue.push(...answers),
    answerAlways(answer) {
      always = answer
    },
    async answer(request, response) {
      endpoint.calls += 1
      endpoint.open += 1
      response.once('close', () => {
        endpoint.open -= 1
        if (!response.writableFinished) endpoint.aborted += 1
      })
      const text = await readBody(request)
      if (text === undefined) return
      const checked = check(request, text)
      const exchange = {
        request,
        response,
        body: checked.body,
        latency: endpoint.latency,
        pace: endpoint.pace,
        answerWell: wire.answerWell,
      }
      endpoint.received.push({ headers: request.headers, body: checked.body })
      if (endpoint.received.length > endpoint.keep) endpoint.received.shift()
      if (checked.problem !== undefined) {
        wire.report(checked.problem)
        const error = { message: `fake: ${checked.problem}`, code: 400, type: 'fake_refusal' }
        return json(400, { error })(exchange)
      }
      if (checked.wrongKey) return wire.wrongKey?.(exchange)
      await (queue.shift() ?? always ?? wire.answerWell)(exchange)
    },
  }

  function check(request: IncomingMessage, text: string) {
    const { headers } = request
    for (const header of wire.requiredHeaders ?? []) {
      if (!headers[header]) return { body: undefined, problem: `header ${header} is missing` }
    }
    if (headers['content-type'] !== 'application/json') {
      return { body: undefined, problem: `content-type ${headers['content-type']}` }
    }
    let body: unknown
    try {
      body = JSON.parse(text)
    } catch {
      return { body: undefined, problem: 'a body that is no JSON' }
    }
    const parsed = wire.schema.safeParse(body)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      return { body, problem: `${issue?.path.join('.') || 'body'}: ${issue?.message}` }
    }
    if (wire.key === undefined && headers.authorization !== undefined) {
      return { body, problem: 'a key for a server that wants none' }
    }
    return { body, wrongKey: wire.key !== undefined && headers.authorization !== `Bearer ${wire.key}` }
  }
  return endpoint
}

/** Undefined when the client left before its request was whole. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of request) chunks.push(chunk)
  } catch {
    return undefined
  }
  return Buffer.concat(chunks).toString()
}
