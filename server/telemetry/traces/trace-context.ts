import { randomBytes } from 'node:crypto'

/** Where a span stands: its trace, itself, and whether anybody wants to see it. */
export interface TraceContext {
  traceId: string
  spanId: string
  sampled: boolean
}

/** W3C Trace Context, level 1: version, trace id, parent id, flags, all in lower-case hexadecimal. */
const pattern = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/

/** What a `traceparent` header says; null when it says nothing that is valid. */
export function parseTraceparent(header: unknown): TraceContext | null {
  if (typeof header !== 'string') return null
  const [, version, traceId = '', spanId = '', flags = '', rest] = pattern.exec(header.trim()) ?? []
  // A later version may add fields; ours has none.
  if (version === undefined || version === 'ff' || (version === '00' && rest !== undefined)) return null
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

/** The header that makes whoever is called a child of this span. */
export function toTraceparent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`
}

/** 16 random bytes, never all zero. */
export function createTraceId(): string {
  return createId(16)
}

/** 8 random bytes, never all zero. */
export function createSpanId(): string {
  return createId(8)
}

function createId(bytes: number): string {
  const id = randomBytes(bytes).toString('hex')
  return /^0+$/.test(id) ? createId(bytes) : id
}
