import type { ChildProcess } from 'node:child_process'
import type { WebLocation } from './extract-html.ts'
import type { FileType } from './file-type.ts'
import { listenToErrors } from './last-words.ts'
import type { ParsedDocument } from './parse-document.ts'
import { processMemory } from './process-memory.ts'
import { pieceBytes, type ReadDocument, type ReaderReply, type ReaderRequest } from './reader-messages.ts'
import { ReaderStartError } from './reader-start-error.ts'
import { Refusal, type RefusalReason, type Words } from './refusal.ts'
import type { Chunk } from './split-document.ts'
import { startReader } from './start-reader.ts'
import type { SitemapEntries } from './web/read-sitemap.ts'

/** A file as it is handed to a reader. */
export interface FileToRead {
  type: FileType
  filename: string
  bytes: Uint8Array
  /** Where it was found, when that is on the web. */
  location?: WebLocation | undefined
}

/** A file of an archive. Its name is what the archive says: never a path on this machine. */
export interface UnpackedFile {
  name: string
  bytes: Uint8Array
}

/** Reads files somewhere they can do no harm. Every call throws ReaderStartError where no process starts. */
export interface DocumentReader {
  /** Throws Refusal. One call at a time. */
  read(file: FileToRead): Promise<Omit<ParsedDocument, 'text'>>
  /** The files of a zip archive, 100 MB of them at most. Throws Refusal. */
  unpack(file: { filename: string; bytes: Uint8Array }): Promise<UnpackedFile[]>
  /** What a sitemap lists, as far as it can be read. Throws Refusal. */
  list(file: { filename: string; bytes: Uint8Array }): Promise<SitemapEntries>
  close(): Promise<void>
}

/** What one file may cost; trust.md T10. */
export interface ReaderLimits {
  /** Milliseconds for one file, or for one page that is recognised from a picture. Default 30,000. */
  timeout: number
  /**
   * Milliseconds for all pages of a file, and for all files of one process: the next one then gets another, long before the
   * system's own bound on processor time. Default 600,000.
   */
  total: number
  /** Megabytes of the whole process. Default 512; three quarters of it may be JavaScript objects. */
  megabytes: number
  /** Milliseconds between two looks at the memory. Default 50. */
  watch: number
}

const defaults: ReaderLimits = { timeout: 30_000, total: 600_000, megabytes: 512, watch: 50 }
/** A machine under load may take long to start a process; no file is to blame for it. */
const startTimeout = 120_000

type Request = Omit<FileToRead, 'type'> & { type: FileType | 'archive' | 'sitemap' }

type Outcome =
  | { files: UnpackedFile[] }
  | { entries: SitemapEntries }
  | { document: Omit<ParsedDocument, 'text'> }
  | { refusal: { reason: RefusalReason; words: Words } }

function tooSlow(milliseconds: number): Refusal {
  const seconds = Math.ceil(milliseconds / 1000)
  return new Refusal('too_slow', {
    fr: `lecture trop longue (plus de ${seconds} s)`,
    en: `reading took too long (more than ${seconds} s)`,
  })
}

function tooLarge(megabytes: number): Refusal {
  return new Refusal('too_complex', {
    fr: `fichier trop complexe : sa lecture demande plus de ${megabytes} Mo de mémoire`,
    en: `file too complex: reading it takes more than ${megabytes} MB of memory`,
  })
}

function broken(cause: unknown): Refusal {
  const words = {
    fr: 'fichier trop complexe : la lecture a échoué',
    en: 'file too complex: reading it failed',
  }
  return new Refusal('too_complex', words, cause)
}

/** Until `onReply` decides, the time is over, the process too large or gone. */
function converse<T>(
  child: ChildProcess,
  { timeout, total, megabytes, watch }: ReaderLimits,
  onReply: (reply: ReaderReply, decide: (outcome: T) => void) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const begun = performance.now()
    const wait = (milliseconds: number) =>
      setTimeout(() => settle(() => reject(tooSlow(milliseconds))), milliseconds)
    let timer = wait(timeout)
    const look = setInterval(async () => {
      const memory = child.pid === undefined ? null : await processMemory(child.pid)
      if (memory !== null && memory.megabytes > megabytes) settle(() => reject(tooLarge(megabytes)))
    }, watch)
    const onMessage = (message: unknown) => {
      const reply = message as ReaderReply
      if (reply.kind === 'progress') {
        clearTimeout(timer)
        timer = wait(Math.max(0, Math.min(timeout, begun + total - performance.now())))
      } else onReply(reply, outcome => settle(() => resolve(outcome)))
    }
    const onError = (cause: unknown) => settle(() => reject(broken(cause)))
    const onExit = (code: number | null, signal: string | null) =>
      onError(new Error(`the reading process ended: ${signal ?? code}`))
    function settle(finish: () => void): void {
      clearTimeout(timer)
      clearInterval(look)
      child.off('message', onMessage).off('error', onError).off('exit', onExit)
      finish()
    }
    child.on('message', onMessage).on('error', onError).on('exit', onExit)
    if (child.exitCode !== null || child.signalCode !== null) onExit(child.exitCode, child.signalCode)
  })
}

/** Sends a file in pieces, so that neither side ever copies all of it at once. A process that died tells it by its exit. */
async function sendFile(child: ChildProcess, { bytes, ...file }: Request): Promise<void> {
  const send = (request: ReaderRequest) =>
    new Promise<boolean>(resolve => child.send(request, error => resolve(error === null)))
  if (!(await send({ kind: 'file', ...file, size: bytes.length }))) return
  for (let start = 0; start < bytes.length; start += pieceBytes)
    if (!(await send({ kind: 'bytes', bytes: bytes.subarray(start, start + pieceBytes) }))) return
}

function readReplies(): (reply: ReaderReply, decide: (outcome: Outcome) => void) => void {
  let document: ReadDocument | undefined
  let sitemap: SitemapEntries | undefined
  const chunks: Chunk[] = []
  const entries: { name: string; parts: Uint8Array[] }[] = []
  return (reply, decide) => {
    if (reply.kind === 'document') document = reply.document
    if (reply.kind === 'sitemap') sitemap = reply.entries
    if (reply.kind === 'chunks') chunks.push(...reply.chunks)
    if (reply.kind === 'entry') entries.push({ name: reply.name, parts: [] })
    if (reply.kind === 'entry-bytes') entries.at(-1)?.parts.push(reply.bytes)
    if (reply.kind === 'done') {
      const files = () => entries.map(({ name, parts }) => ({ name, bytes: Buffer.concat(parts) }))
      if (document) decide({ document: { ...document, chunks } })
      else decide(sitemap ? { entries: sitemap } : { files: files() })
    }
    if (reply.kind === 'refusal') decide({ refusal: reply })
  }
}

/**
 * A reader that parses in a process of its own, kept from file to file (starting one takes most of a second) unless a
 * file left it large. A file that takes too long or too much memory ends that process, not this one, and the next file
 * gets a new one. `entry`: another program in the place of reader-process.ts. `onMemory` is told each file's peak in
 * megabytes, where the system says it.
 */
export function createDocumentReader(
  options: Partial<ReaderLimits> & { entry?: string; onMemory?: (megabytes: number) => void } = {},
): DocumentReader {
  const limits = { ...defaults, ...options }
  let child: ChildProcess | undefined
  /** Milliseconds that the process has been reading for. */
  let spent = 0

  async function start(): Promise<ChildProcess> {
    const started = startReader({ heapMegabytes: Math.round(limits.megabytes * 0.75), entry: options.entry })
    // One that fails after its answer was given up must not end this process, nor keep it.
    started.on('error', () => {})
    started.unref()
    started.channel?.unref()
    child = started
    spent = 0
    const errors = listenToErrors(started)
    try {
      await converse<void>(
        started,
        { ...limits, timeout: startTimeout },
        ({ kind }, decide) => kind === 'ready' && decide(),
      )
    } catch (error) {
      await stop()
      const cause = error instanceof Refusal ? (error.cause ?? error) : error
      throw new ReaderStartError(await errors.lastWords(), cause)
    }
    errors.forget()
    return started
  }

  async function stop(): Promise<void> {
    const stopped = child
    child = undefined
    if (!stopped || stopped.exitCode !== null || stopped.signalCode !== null) return
    const gone = new Promise(resolve => stopped.once('exit', resolve))
    // Its end is waited for now: a process that does nothing else would end without having closed.
    stopped.ref()
    stopped.kill('SIGKILL')
    await gone
  }

  /** What files left in the memory, or have used up of the processor time, must not count against the next one. */
  async function recycle(used: ChildProcess): Promise<void> {
    const memory = used.pid === undefined ? null : await processMemory(used.pid)
    if (memory?.peak) options.onMemory?.(memory.peak)
    const isLarge = memory !== null && memory.megabytes > limits.megabytes / 2
    if (isLarge || spent > limits.total) await stop()
  }

  async function ask(file: Request): Promise<Outcome> {
    const asked = child ?? (await start())
    const begun = performance.now()
    const [outcome] = await Promise.all([converse(asked, limits, readReplies()), sendFile(asked, file)])
    spent += performance.now() - begun
    await recycle(asked)
    return outcome
  }

  /** What the process answered; after anything else the next file gets a new one. */
  async function answerTo(file: Request): Promise<Exclude<Outcome, { refusal: unknown }>> {
    const outcome = await ask(file).catch(async cause => {
      await stop()
      throw cause
    })
    if ('refusal' in outcome) throw new Refusal(outcome.refusal.reason, outcome.refusal.words)
    return outcome
  }

  return {
    async read(file) {
      const outcome = await answerTo(file)
      if ('document' in outcome) return outcome.document
      throw broken(new Error('the reading process answered with files'))
    },
    async unpack(file) {
      const outcome = await answerTo({ type: 'archive', ...file })
      return 'files' in outcome ? outcome.files : []
    },
    async list(file) {
      const outcome = await answerTo({ type: 'sitemap', ...file })
      return 'entries' in outcome ? outcome.entries : { pages: [], sitemaps: [] }
    },
    close: stop,
  }
}
