// Where a process spends its processor, on demand: V8's sampling profiler, over the inspector of a Node process.
import { createServer } from 'node:net'

interface CallFrame {
  functionName: string
  url: string
  lineNumber: number
}

interface CpuProfile {
  nodes: { id: number; callFrame: CallFrame; children?: number[] }[]
  samples: number[]
  timeDeltas: number[]
}

/** A share of the samples in which the process did something, 0..1. */
export interface Share {
  name: string
  share: number
}

export interface Profiler {
  start(): Promise<void>
  /** Ends what `start` began: shares by place (a folder of ours, a package, Node), and of the functions, most first. */
  stop(): Promise<{ places: Share[]; functions: Share[] }>
  close(): void
}

/** A port that nobody listens on: for `--inspect=127.0.0.1:<port>` in NODE_OPTIONS. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0))
    })
  })
}

/** Connects to the inspector that a process has opened on this port. */
export async function openProfiler(port: number): Promise<Profiler> {
  const targets = await fetch(`http://127.0.0.1:${port}/json/list`)
  const [target] = (await targets.json()) as { webSocketDebuggerUrl: string }[]
  const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '')
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true })
    socket.addEventListener('error', reject, { once: true })
  })
  let calls = 0
  const ask = (method: string, params: object = {}) => {
    const id = ++calls
    return new Promise<{ profile: CpuProfile }>(resolve => {
      const onMessage = ({ data }: MessageEvent) => {
        const reply = JSON.parse(data)
        if (reply.id !== id) return
        socket.removeEventListener('message', onMessage)
        resolve(reply.result)
      }
      socket.addEventListener('message', onMessage)
      socket.send(JSON.stringify({ id, method, params }))
    })
  }
  await ask('Profiler.enable')
  await ask('Profiler.setSamplingInterval', { interval: 500 })
  return {
    start: async () => void (await ask('Profiler.start')),
    stop: async () => toShares((await ask('Profiler.stop')).profile),
    close: () => socket.close(),
  }
}

/** Ends a profile and prints it: what takes a hundredth and more, by place, and the twenty dearest functions. */
export async function printProfile(profiler: Profiler | undefined, what: string): Promise<void> {
  if (profiler === undefined) return
  const { places, functions } = await profiler.stop()
  const line = ({ name, share }: Share) => `${(share * 100).toFixed(1).padStart(5)} %  ${name}`
  const shown = [
    ...places.filter(({ share }) => share >= 0.01).map(line),
    '',
    ...functions.slice(0, 20).map(line),
  ]
  console.log(`\nWhere the product's processor went, ${what} (sockets' own reads are not seen):\n`)
  console.log(`\`\`\`\n${shown.join('\n')}\n\`\`\`\n`)
}

/**
 * Samples by what was running. Node's own functions (a write to a socket, a look-up of a host) count as Node's, however
 * they were called; time in which the process waited is left out.
 */
export function toShares({ nodes, samples, timeDeltas }: CpuProfile): {
  places: Share[]
  functions: Share[]
} {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const places = new Map<string, number>()
  const functions = new Map<string, number>()
  let busy = 0
  samples.forEach((id, at) => {
    const frame = frames.get(id)
    const spent = timeDeltas[at + 1] ?? 0
    if (frame === undefined || frame.functionName === '(idle)' || frame.functionName === '(root)') return
    busy += spent
    const place = placeOf(frame)
    places.set(place, (places.get(place) ?? 0) + spent)
    const name = `${frame.functionName || '(anonymous)'} ${fileOf(frame)}:${frame.lineNumber + 1}`
    functions.set(name, (functions.get(name) ?? 0) + spent)
  })
  const shares = (spent: ReadonlyMap<string, number>) =>
    [...spent]
      .map(([name, time]) => ({ name, share: time / Math.max(1, busy) }))
      .sort((one, other) => other.share - one.share)
  return { places: shares(places), functions: shares(functions) }
}

function fileOf({ url }: CallFrame): string {
  return url.replace(/^.*\/(?=(?:node_modules|server|contract)\/)/, '').replace(/^file:\/\//, '')
}

/** `server/turn/model`, `node_modules/pg`, `node:net`, `(garbage collector)`, `(program)`: what V8 itself does. */
function placeOf(frame: CallFrame): string {
  const file = fileOf(frame)
  if (file === '') return frame.functionName.startsWith('(') ? frame.functionName : '(native)'
  const [, name] = /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? []
  if (name) return name
  return file.startsWith('node:') ? file : file.replace(/\/[^/]+$/, '')
}
