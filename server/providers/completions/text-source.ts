import { ProviderError } from '../../ports/provider-error.ts'
import { createEventReader, type StreamEvent } from '../http/event-reader.ts'
import type { HttpCall } from '../http/http-call.ts'
import type { HttpReply } from '../http/http-reply.ts'
import { readJson } from '../http/post-json.ts'
import type { CompletionReader } from './completion-reader.ts'

const maxEventCharacters = 1_000_000
/** Once the model has said its last word, usage and `[DONE]` may take this long; without them it is as good. */
const closingMilliseconds = 2_000

/**
 * Milliseconds after some text within which more is gathered: one frame of a screen. A token that comes apart from the
 * others waits for nothing, those of a fast model cost one pass through the filters and one write together.
 */
const gatherMilliseconds = 16

/** The next visible text of a reply (may be empty); undefined at its end. Throws ProviderError. */
export type TextSource = () => Promise<string | undefined>

/** Types under which some servers and proxies send a stream of events, or anything else. */
const unsaid = ['', 'text/plain', 'application/x-ndjson', 'application/ndjson', 'application/octet-stream']
/** How the first line of a stream of events may begin. */
const eventLine = /^\uFEFF?\s*(?:data|event|id|retry)?:/
const longestFieldName = 64

/** The texts of a reply, streamed or whole, by its content type, or by how it begins where that says nothing. Feeds `reader`, which then knows how it ended. */
export function createTextSource(reply: HttpReply, call: HttpCall, reader: CompletionReader): TextSource {
  if (reply.mediaType === 'text/event-stream') return createStreamSource(reply, call, reader)
  if (!unsaid.includes(reply.mediaType)) return createWholeSource(reply, call, reader)
  let source: TextSource | undefined
  return async () => {
    source ??= await chooseSource(reply, call, reader)
    return source()
  }
}

/** Reads until the reply says what it is. */
async function chooseSource(reply: HttpReply, call: HttpCall, reader: CompletionReader): Promise<TextSource> {
  const pieces: Buffer[] = []
  let begun = ''
  while (!eventLine.test(begun) && begun.length < longestFieldName) {
    const bytes = await reply.read()
    if (bytes === undefined) break
    pieces.push(bytes)
    begun = Buffer.concat(pieces).toString()
  }
  if (!eventLine.test(begun)) return createWholeSource(reply, call, reader)
  const read: HttpReply['read'] = async gather => pieces.shift() ?? reply.read(gather)
  return createStreamSource({ ...reply, read }, call, reader)
}

/** A server that does not stream, or an error page under status 200 (failures.md rows 15 to 20). */
function createWholeSource(reply: HttpReply, call: HttpCall, reader: CompletionReader): TextSource {
  let read = false
  return async () => {
    if (read) return undefined
    read = true
    const { body } = await readJson(reply, call)
    return reader.readWhole(body)
  }
}

function createStreamSource(reply: HttpReply, call: HttpCall, reader: CompletionReader): TextSource {
  const events = createEventReader(maxEventCharacters)
  let failure: unknown
  let ended = false
  let closing = false
  let gather = 0

  /** What one piece of the network holds, as one text; a failure after some text waits for the next call. */
  function takeIn(complete: readonly StreamEvent[]): string {
    let text = ''
    try {
      for (const event of complete) text += reader.readEvent(event)
    } catch (error) {
      if (text === '') throw error
      failure = error
    }
    return text
  }

  return async () => {
    if (failure !== undefined) throw failure
    if (ended) return undefined
    let bytes: Buffer | undefined
    try {
      bytes = await reply.read(gather)
    } catch (error) {
      if (!endsWell(error, reader)) throw error
    }
    if (bytes === undefined) {
      ended = true
      return takeLast(() => takeIn(events.finish()))
    }
    const complete = feed(events, bytes, call)
    if (complete.length > 0) reply.watch.data()
    const text = takeIn(complete)
    if (text !== '') gather = gatherMilliseconds
    ended = reader.isDone()
    if (reader.isFinished() && !closing) {
      closing = true
      reply.watch.closing(closingMilliseconds)
    }
    return text
  }
}

/** After the model's last word, a lost connection or a silent one takes nothing from the answer. */
function endsWell(error: unknown, reader: CompletionReader): boolean {
  const cancelled = error instanceof ProviderError && error.failure === 'cancelled'
  return reader.isFinished() && !cancelled
}

function feed(events: ReturnType<typeof createEventReader>, bytes: Buffer, call: HttpCall): StreamEvent[] {
  try {
    return events.feed(bytes)
  } catch (cause) {
    const { provider, model } = call
    const message = `${provider}: an event of more than ${maxEventCharacters} characters`
    throw new ProviderError('malformed', { provider, model, message, cause })
  }
}

/** An event that the end of the stream cut in two is not malformed: the stream is truncated, or was finished. */
function takeLast(take: () => string): string {
  try {
    return take()
  } catch (error) {
    if (error instanceof ProviderError && error.failure === 'malformed') return ''
    throw error
  }
}
