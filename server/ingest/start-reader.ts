import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { setPriority } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const productFolder = fileURLToPath(new URL('../..', import.meta.url))
const ownEntry = fileURLToPath(new URL('./reader-process.ts', import.meta.url))

/**
 * Seconds of processor time after which the system ends a reader that nobody is left to kill: more than the
 * ten minutes that document-reader.ts lets a file take, and the ten that others may have taken before it.
 */
const processorSeconds = 1800

/** What a reader may open: the code it runs, never the data, the keys or the documents beside it. */
function readableFolders(entry: string): string[] {
  const real = realpathSync(productFolder)
  const parts = ['server', 'node_modules', 'package.json']
  const paths = [productFolder, real].flatMap(folder => parts.map(part => join(folder, part)))
  // Releases may share one node_modules by a link, and code is read where it really is.
  const shared = realpathSync(join(productFolder, 'node_modules'))
  return [...new Set([...paths, shared, ...(entry === ownEntry ? [] : [dirname(entry)])])]
}

/**
 * Starts a process that reads files, in Node's permission model: it reads nothing but code, writes nothing, starts
 * nothing, loads no addon and makes no code out of strings; no environment, no terminal. Lowest priority but for idle
 * time, so that the server goes first; where there is a shell, no core dump and a bound on processor time. What it prints
 * as errors has to be read, for it waits for that.
 */
export function startReader(options: { heapMegabytes: number; entry?: string | undefined }): ChildProcess {
  const entry = options.entry ?? ownEntry
  const node = [
    process.execPath,
    '--permission',
    ...readableFolders(entry).map(path => `--allow-fs-read=${path}`),
    `--max-old-space-size=${options.heapMegabytes}`,
    '--disallow-code-generation-from-strings',
    '--disable-warning=ExperimentalWarning',
    entry,
  ]
  const shell = '/bin/sh'
  const limits = `ulimit -c 0; ulimit -t ${processorSeconds}; exec "$0" "$@"`
  const [command = '', ...args] = existsSync(shell) ? [shell, '-c', limits, ...node] : node
  const child = spawn(command, args, {
    env: {},
    cwd: dirname(entry),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
    windowsHide: true,
  })
  if (child.pid !== undefined) lowerPriority(child.pid)
  return child
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, 10)
  } catch {
    // Some containers forbid it: reading then competes with the server on equal terms.
  }
}
