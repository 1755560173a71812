import { createInterface } from 'node:readline/promises'
import { UsageError } from './command-line.ts'

/** Asks on the terminal, no being the default. Throws UsageError with `otherwise` where there is none. */
export async function confirm(question: string, otherwise: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError(otherwise)
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question(`${question} (o/N) `)
  terminal.close()
  return /^o(ui)?$/i.test(answer.trim())
}
