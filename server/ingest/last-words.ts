import type { ChildProcess } from 'node:child_process'
import { Socket } from 'node:net'
import { finished } from 'node:stream/promises'

/** Characters kept: Node prints why it ends after everything else. */
const kept = 10_000
/** They may come after the process's own end. */
const patience = 1000

/** Reads what a process prints as errors, which would wait for it else, and keeps the end of it until that is of no use. */
export function listenToErrors({ stderr }: ChildProcess) {
  let said = ''
  stderr?.setEncoding('utf8').on('data', (part: string) => {
    said = (said + part).slice(-kept)
  })
  // The process that reads files keeps nobody from ending, nor does this.
  if (stderr instanceof Socket) stderr.unref()
  return {
    /** Once the process has ended. */
    async lastWords(): Promise<string> {
      if (stderr) await finished(stderr, { signal: AbortSignal.timeout(patience) }).catch(() => {})
      return said
    },
    /** What comes from now on is read, and kept nowhere. */
    forget(): void {
      said = ''
      stderr?.removeAllListeners('data').resume()
    },
  }
}
