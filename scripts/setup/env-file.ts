import {
  chmodSync,
  chownSync,
  lstatSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { readEnvText } from '../../server/read-environment.ts'

/**
 * A variable's value as a line of `.env` that Node and Docker Compose read alike, for both read this file. Compose replaces
 * `$…` where there are no quotes or double ones, takes a backslash in double quotes for an escape, and knows no backquotes:
 * so single quotes come first. Throws for a value that no such quotes can hold.
 */
export function toEnvLine(name: string, value: string): string {
  const isPlain = /^[^\s#$'"`\\]+$/.test(value)
  const quoted = [
    ...(isPlain ? [value] : []),
    ...(/['\n\r]|\\$/.test(value) ? [] : [`'${value}'`]),
    ...(/["$\\`\n\r]/.test(value) ? [] : [`"${value}"`]),
  ]
  const line = quoted.map(each => `${name}=${each}`).find(each => isReadBack(each, name, value))
  if (line === undefined)
    throw new Error(
      `${name} ne peut pas s’écrire dans .env : choisis une valeur sans mélange de ' et de ", $, \\ ou \`.`,
    )
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

/**
 * Writes a file that its owner alone may read, whole or not at all. A link stays one: what it leads to is written
 * (update.sh has one `.env` for all releases). The owner stays who it was, or is the folder's where the file is new: written
 * by root, the server's own user could not read it any more.
 */
export function writePrivately(file: string, text: string): void {
  const target = followLinks(file)
  const { uid, gid } = statSync(target, { throwIfNoEntry: false }) ?? statSync(dirname(target))
  const unfinished = `${target}.${process.pid}`
  try {
    writeFileSync(unfinished, text, { mode: 0o600 })
    chmodSync(unfinished, 0o600)
    if (process.getuid?.() === 0) chownSync(unfinished, uid, gid)
    renameSync(unfinished, target)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw error
  }
}

/** Where links lead, also to a file that is not there yet. */
function followLinks(file: string): string {
  let target = file
  // As many as Linux follows.
  for (let count = 0; count < 40; count++) {
    if (!lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink()) return target
    target = resolve(dirname(target), readlinkSync(target))
  }
  throw new Error(`${file} : trop de liens.`)
}

/** What a file says, and its text; nothing where there is none. Throws ConfigError for what is no `.env`. */
export function readEnvFile(file: string): { text: string | null; values: Record<string, string> } {
  const text = readEnvText(file)
  if (text === null) return { text, values: {} }
  const values = Object.entries(parseEnv(text)).flatMap(([name, value]) =>
    value?.trim() ? [[name, value.trim()] as const] : [],
  )
  return { text, values: Object.fromEntries(values) }
}
