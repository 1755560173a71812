import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/** Ctrl-C or Ctrl-D: nobody answers any more. */
export class Interrupted extends Error {}

/** A person at a terminal. */
export interface Dialogue {
  say(text: string): void
  /** One line, without what surrounds it; a secret is not shown. Throws Interrupted. */
  ask(prompt: string, options?: { secret?: boolean }): Promise<string>
  close(): void
}

/** Talks over a terminal's two streams. */
export function openDialogue(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Dialogue {
  let hidden = false
  const screen = new Writable({
    write(chunk, _encoding, done) {
      if (!hidden) output.write(chunk)
      done()
    },
  })
  const terminal = createInterface({ input, output: screen, terminal: true, historySize: 0 })
  const gone = new AbortController()
  terminal.once('close', () => gone.abort())
  return {
    say: text => void output.write(`${text}\n`),
    async ask(prompt, { secret = false } = {}) {
      if (gone.signal.aborted) throw new Interrupted()
      const answer = terminal.question(prompt, { signal: gone.signal })
      // The prompt is out; what follows is what is typed.
      hidden = secret
      try {
        return (await answer).trim()
      } catch {
        throw new Interrupted()
      } finally {
        if (secret) output.write('\n')
        hidden = false
      }
    },
    close: () => terminal.close(),
  }
}
