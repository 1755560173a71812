import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'

/**
 * Longest body in bytes. The longest legal one is 2,000 emoji written as escapes (24 kB) and its ids;
 * trust.md wants 60 kB refused.
 */
export const bodyLimit = 48 * 1024

const maxDepth = 32
const jsonMediaType = /^application\/json[ \t]*(;[ \t]*charset=("utf-?8"|utf-?8)[ \t]*)?$/i

/**
 * Refuses, before a byte of the body is read, what is not plain JSON in UTF-8. Fastify's own media type
 * matching is lenient about what follows `application/json`, which has let bodies past checks before.
 */
export async function requireJson(request: FastifyRequest): Promise<void> {
  const encoding = request.headers['content-encoding']
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity') {
    throw new AppError('unsupported_media_type')
  }
  if (!jsonMediaType.test(request.headers['content-type'] ?? '')) throw new AppError('unsupported_media_type')
}

/** Makes `readJson` the only way a body is read, whatever its declared type. */
export function useJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) =>
    readJson(body),
  )
}

/**
 * One JSON document in UTF-8. Throws AppError `malformed` for anything else and for what is nested deeper
 * than any request of ours. `__proto__` stays an own member, which no schema names: it is ignored.
 */
export function readJson(body: Uint8Array): unknown {
  let text: string
  let document: unknown
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body)
    document = JSON.parse(text)
  } catch (error) {
    throw new AppError('malformed', { cause: error })
  }
  if (isDeeperThan(text, maxDepth)) throw new AppError('malformed', { reason: 'too_deep' })
  return document
}

/** Counts brackets outside strings; `json` is already known to be well-formed. */
function isDeeperThan(json: string, limit: number): boolean {
  let depth = 0
  for (let at = 0; at < json.length; at++) {
    const character = json[at]
    if (character === '"') at = endOfString(json, at)
    else if (character === '[' || character === '{') {
      if (++depth > limit) return true
    } else if (character === ']' || character === '}') depth--
  }
  return false
}

function endOfString(json: string, start: number): number {
  let at = start + 1
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at
}
