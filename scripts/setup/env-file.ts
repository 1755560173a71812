import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { parseEnv } from 'node:util'

/** A variable's value as a line of `.env` that is read back as it is. Throws for a value that no quotes can hold. */
export function toEnvLine(name: string, value: string): string {
  const quoted = [value, `"${value}"`, `'${value}'`, `\`${value}\``]
  const line = quoted.map(each => `${name}=${each}`).find(each => isReadBack(each, name, value))
  if (line === undefined) throw new Error(`${name} ne peut pas s’écrire dans .env.`)
  return line
}

function isReadBack(line: string, name: string, value: string): boolean {
  const read = parseEnv(`${line}\nAFTER=1`)
  return read[name] === value && read.AFTER === '1' && Object.keys(read).length === 2
}

/**
 * The text of a `.env` with these values: a variable's own line is replaced where it stands, a new one comes at the end,
 * and everything else (comments, order, other variables) stays as it is.
 */
export function withValues(text: string, values: Readonly<Record<string, string>>): string {
  const lines = text.split('\n')
  const added: string[] = []
  for (const [name, value] of Object.entries(values)) {
    const line = toEnvLine(name, value)
    // The last one counts when a variable stands there twice.
    const at = lines.findLastIndex(each => new RegExp(`^\\s*(export\\s+)?${name}\\s*=`).test(each))
    if (at >= 0) lines[at] = line
    else added.push(line)
  }
  const whole = lines.join('\n')
  if (added.length === 0) return whole
  return `${whole}${whole === '' || whole.endsWith('\n') ? '' : '\n'}${added.join('\n')}\n`
}

/** Writes a file that its owner alone may read, whole or not at all. */
export function writePrivately(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}`
  try {
    writeFileSync(unfinished, text, { mode: 0o600 })
    chmodSync(unfinished, 0o600)
    renameSync(unfinished, file)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw error
  }
}

/** What a file says, and its text; nothing where there is none. */
export function readEnvFile(file: string): { text: string | null; values: Record<string, string> } {
  if (!existsSync(file)) return { text: null, values: {} }
  const text = readFileSync(file, 'utf8')
  const values = Object.entries(parseEnv(text)).flatMap(([name, value]) =>
    value?.trim() ? [[name, value.trim()] as const] : [],
  )
  return { text, values: Object.fromEntries(values) }
}
