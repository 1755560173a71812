import { parentPort } from 'node:worker_threads'
import { createTokenCounter } from './count-tokens.ts'
import type { FileType } from './file-type.ts'
import { type ParsedDocument, parseDocument } from './parse-document.ts'
import { Refusal, type RefusalReason } from './refusal.ts'

/** What the worker is asked. */
export interface ReadRequest {
  id: number
  type: FileType
  filename: string
  bytes: Uint8Array
}

/** What it answers: the document, or why there is none. */
export type ReadReply =
  | { id: number; document: Omit<ParsedDocument, 'text'> }
  | { id: number; refusal: { reason: RefusalReason; message: string } }

function refusalOf(error: unknown): { reason: RefusalReason; message: string } {
  if (error instanceof Refusal) return { reason: error.reason, message: error.message }
  // Too deep for the stack, or a parser's own defect: the file is at fault, the others go on.
  if (error instanceof RangeError) return { reason: 'too_complex', message: 'fichier trop complexe' }
  return { reason: 'corrupt', message: 'fichier abîmé : il ne se lit pas' }
}

const countTokens = createTokenCounter()

parentPort?.on('message', async ({ id, ...file }: ReadRequest) => {
  let reply: ReadReply
  try {
    const { text: _text, ...document } = await parseDocument(file, countTokens)
    reply = { id, document }
  } catch (error) {
    reply = { id, refusal: refusalOf(error) }
  }
  parentPort?.postMessage(reply)
})
