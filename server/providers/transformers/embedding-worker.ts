// A worker thread: the model computes here, so that the server's own thread goes on answering.
import { parentPort, workerData } from 'node:worker_threads'

/** What is used of `@huggingface/transformers`, an optional package. */
interface Transformers {
  env: { allowRemoteModels: boolean; localModelPath?: string; cacheDir?: string }
  pipeline(task: 'feature-extraction', model: string, options: object): Promise<Extract>
}
type Extract = (texts: string[], options: object) => Promise<{ tolist(): number[][] }>

export interface WorkerSettings {
  /** What to import. */
  module: string
  model: string
  /** A folder that holds models; then nothing is downloaded. */
  modelFolder?: string | undefined
  /** Where downloads are kept. */
  cacheFolder?: string | undefined
  /** The precision of the weights: `fp32`, `q8` … */
  precision: string
}

export type WorkerMessage =
  | { kind: 'ready' }
  | { kind: 'vectors'; id: number; vectors: number[][] }
  | { kind: 'failed'; id?: number; message: string }

const port = parentPort
const settings = workerData as WorkerSettings
const say = (message: WorkerMessage) => port?.postMessage(message)

try {
  const extract = await load()
  port?.on('message', async ({ id, texts }: { id: number; texts: string[] }) => {
    try {
      const output = await extract(texts, { pooling: 'mean', normalize: true })
      say({ kind: 'vectors', id, vectors: output.tolist() })
    } catch (error) {
      say({ kind: 'failed', id, message: toText(error) })
    }
  })
  say({ kind: 'ready' })
} catch (error) {
  say({ kind: 'failed', message: toText(error) })
}

async function load(): Promise<Extract> {
  const { env, pipeline }: Transformers = await import(settings.module)
  if (settings.modelFolder !== undefined) {
    env.allowRemoteModels = false
    env.localModelPath = settings.modelFolder
  }
  if (settings.cacheFolder !== undefined) env.cacheDir = settings.cacheFolder
  return pipeline('feature-extraction', settings.model, { dtype: settings.precision })
}

function toText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
