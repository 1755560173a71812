import { Worker } from 'node:worker_threads'
import type { Embedder } from '../../ports/embedder.ts'
import { ProviderError } from '../../ports/provider-error.ts'
import type { WorkerMessage, WorkerSettings } from './embedding-worker.ts'

export interface TransformersOptions {
  /** A sentence model of the Hugging Face hub with ONNX weights; it must need no prefix for questions or passages. */
  model?: string
  /** How long its vectors are. */
  dimensions?: number
  /** A folder that holds models (`<folder>/<model>/onnx/…`); then nothing is downloaded. */
  modelFolder?: string | undefined
  /** Where a downloaded model is kept. */
  cacheFolder?: string | undefined
  precision?: string
  /** The module that computes: a package's name or a file's URL. */
  module?: string
}

export interface LocalEmbedder extends Embedder {
  close(): Promise<void>
}

const provider = 'transformers'
/** Texts a run: a batch is held in memory whole, at its longest text's length. */
const batchSize = 16

/**
 * Embeddings on this machine: no key, no network once the model is there, nothing leaves. Computes in a worker thread.
 * `@huggingface/transformers` is not among our packages: who wants it installs it. Throws an Error an operator can read
 * (French) when it does not load.
 */
export async function loadTransformersEmbedder(options: TransformersOptions = {}): Promise<LocalEmbedder> {
  const {
    model = 'Xenova/paraphrase-multilingual-MiniLM-L12-v2',
    dimensions = 384,
    precision = 'q8',
    module = '@huggingface/transformers',
    modelFolder,
    cacheFolder,
  } = options
  const settings: WorkerSettings = { module, model, precision, modelFolder, cacheFolder }
  const computing = await startWorker(settings)
  return {
    model,
    dimensions,
    async embed(texts, { signal, deadline } = {}) {
      const end = deadline === undefined ? Number.POSITIVE_INFINITY : performance.now() + deadline
      const vectors: number[][] = []
      for (let from = 0; from < texts.length; from += batchSize) {
        if (signal?.aborted) throw fail('cancelled', model)
        if (performance.now() > end) throw fail('timeout', model)
        vectors.push(...(await computing.compute(texts.slice(from, from + batchSize))))
      }
      if (vectors.length !== texts.length || vectors.some(vector => !isGood(vector, dimensions))) {
        throw fail('malformed', model)
      }
      // Nobody is paid by the token here.
      return { vectors, tokens: 0, cost: 0 }
    },
    close: computing.close,
  }
}

async function startWorker(settings: WorkerSettings) {
  const worker = new Worker(new URL('embedding-worker.ts', import.meta.url), { workerData: settings })
  const waiting = new Map<number, PromiseWithResolvers<number[][]>>()
  const ready = Promise.withResolvers<void>()
  let next = 0
  let gone = false
  const failAll = (error: Error) => {
    gone = true
    ready.reject(error)
    for (const one of waiting.values()) one.reject(error)
    waiting.clear()
  }
  worker.on('message', (message: WorkerMessage) => {
    if (message.kind === 'ready') return ready.resolve()
    if (message.kind === 'failed' && message.id === undefined) return failAll(new Error(message.message))
    const one = waiting.get(message.id ?? -1)
    waiting.delete(message.id ?? -1)
    if (message.kind === 'vectors') one?.resolve(message.vectors)
    else one?.reject(fail('malformed', settings.model))
  })
  worker.on('error', failAll)
  worker.on('exit', () => failAll(fail('unreachable', settings.model)))
  await ready.promise.catch(async (cause: unknown) => {
    await worker.terminate()
    const how = `« npm install ${settings.module} », et le modèle ${settings.model} doit être là ou téléchargeable`
    throw new Error(`les embeddings sur cette machine ne se chargent pas : ${how}`, { cause })
  })
  // Idle, it does not keep the process alive.
  worker.unref()
  return {
    compute(texts: readonly string[]): Promise<number[][]> {
      if (gone) return Promise.reject(fail('unreachable', settings.model))
      const id = next++
      const answer = Promise.withResolvers<number[][]>()
      waiting.set(id, answer)
      worker.ref()
      worker.postMessage({ id, texts })
      return answer.promise.finally(() => {
        if (waiting.size === 0) worker.unref()
      })
    },
    close: async () => void (await worker.terminate()),
  }
}

function fail(failure: 'cancelled' | 'timeout' | 'malformed' | 'unreachable', model: string): ProviderError {
  return new ProviderError(failure, { provider, model })
}

function isGood(vector: readonly number[], dimensions: number): boolean {
  return vector.length === dimensions && vector.every(Number.isFinite) && vector.some(value => value !== 0)
}
