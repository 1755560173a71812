// The process that reads one file after the other for document-reader.ts, over Node's own channel. It is started without
// environment and with rights to read this product's code only; whatever a file makes of it, it is killed from outside.
import { denyNetwork } from './deny-network.ts'
import { pieceChunks, type ReaderReply, type ReaderRequest } from './reader-messages.ts'
import { Refusal } from './refusal.ts'
import { openZipArchive } from './zip-archive.ts'

denyNetwork()
const { createTokenCounter } = await import('./count-tokens.ts')
const { parseDocument } = await import('./parse-document.ts')
const countTokens = createTokenCounter()

function send(reply: ReaderReply): void {
  process.send?.(reply)
}

function refusalOf(error: unknown): ReaderReply {
  if (error instanceof Refusal)
    return { kind: 'refusal', reason: error.reason, words: { fr: error.message, en: error.english } }
  // Too deep for the stack, or a parser's own defect: the file is at fault, the others go on.
  if (error instanceof RangeError)
    return {
      kind: 'refusal',
      reason: 'too_complex',
      words: { fr: 'fichier trop complexe', en: 'file too complex' },
    }
  return {
    kind: 'refusal',
    reason: 'corrupt',
    words: { fr: 'fichier abîmé : il ne se lit pas', en: 'damaged file: it cannot be read' },
  }
}

async function answer(file: Parameters<typeof parseDocument>[0]): Promise<void> {
  try {
    const {
      text: _text,
      chunks,
      ...document
    } = await parseDocument(file, countTokens, () => send({ kind: 'progress' }))
    send({ kind: 'document', document })
    for (let index = 0; index < chunks.length; index += pieceChunks)
      send({ kind: 'chunks', chunks: chunks.slice(index, index + pieceChunks) })
    send({ kind: 'done' })
  } catch (error) {
    send(refusalOf(error))
  }
}

async function list(bytes: Uint8Array): Promise<void> {
  try {
    const { readSitemap } = await import('./web/read-sitemap.ts')
    send({ kind: 'sitemap', entries: await readSitemap(bytes) })
    send({ kind: 'done' })
  } catch (error) {
    send(refusalOf(error))
  }
}

/** Sends an archive's files, each in pieces: it is the asker who knows which of them are documents. */
async function unpack(bytes: Uint8Array): Promise<void> {
  try {
    const archive = await openZipArchive(bytes)
    for (const { name } of archive.entries) {
      if (name.endsWith('/')) continue
      send({ kind: 'entry', name })
      for await (const part of archive.stream(name)) send({ kind: 'entry-bytes', bytes: part })
    }
    send({ kind: 'done' })
  } catch (error) {
    send(refusalOf(error))
  }
}

let file: (ReaderRequest & { kind: 'file' }) | undefined
let bytes = new Uint8Array(0)
let received = 0

process.on('message', (request: ReaderRequest) => {
  if (request.kind === 'file') {
    file = request
    bytes = new Uint8Array(request.size)
    received = 0
  } else {
    bytes.set(request.bytes, received)
    received += request.bytes.length
  }
  if (file && received === file.size) {
    const { type, filename, location } = file
    file = undefined
    if (type === 'archive') void unpack(bytes)
    else if (type === 'sitemap') void list(bytes)
    else void answer({ type, filename, bytes, location })
  }
})
// Whoever asked is gone.
process.on('disconnect', () => process.exit())
send({ kind: 'ready' })
