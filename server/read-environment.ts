import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { ConfigError } from './config-error.ts'

/**
 * The process's environment over the `.env` of a folder: a variable that is set for real wins. Throws ConfigError for a
 * `.env` that cannot be read as one, and for a line that gives a variable in another way than `NAME=value`: what it should
 * limit would not be limited.
 */
export function readEnvironment(folder: string, env: NodeJS.ProcessEnv): Record<string, string | undefined> {
  const text = readEnvText(join(folder, '.env'))
  if (text === null) return { ...env }
  const problems = findStrayLines(text).flatMap(({ line, name }) =>
    name === undefined ? [] : [`.env, ligne ${line} : ${name} n’y a pas de =, écris ${name}=valeur`],
  )
  if (problems.length > 0) throw new ConfigError(problems)
  return { ...parseEnv(text), ...env }
}

/** The text of a `.env`, without the mark that Windows puts first; null where there is none. Throws ConfigError. */
export function readEnvText(file: string): string | null {
  if (!existsSync(file)) return null
  // Docker makes a folder of a file that it is to mount and does not find.
  if (statSync(file).isDirectory())
    throw new ConfigError(['.env est un dossier : supprime-le, et mets à sa place le fichier de ce nom'])
  const bytes = readFileSync(file)
  // UTF-16 has one in every second place, and would be read as nothing at all.
  if (bytes.includes(0)) throw new ConfigError(['.env n’est pas en UTF-8 : enregistre-le dans ce codage'])
  return bytes.toString('utf8').replace(/^\uFEFF/, '')
}

/** A line that gives nothing, counted from 1. `name`: the variable that it seems to be about; other words may be a key's. */
export interface StrayLine {
  line: number
  name: string | undefined
}

/** The lines of a `.env` that are neither `NAME=value`, nor a comment, nor within a value of several lines. */
export function findStrayLines(text: string): StrayLine[] {
  const lines = text.split(/\r?\n/)
  const stray: StrayLine[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (/^\s*(#|$)/.test(line)) continue
    const [, quote] = /^\s*(?:export\s+)?[^\s=:#]+\s*=\s*(["'`]?)/.exec(line) ?? []
    if (quote === undefined) {
      const [, name] = /^\s*(?:export\s+)?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|PORT|WORKERS)\s*:/.exec(line) ?? []
      stray.push({ line: at + 1, name })
    } else if (quote !== '' && line.indexOf(quote) === line.lastIndexOf(quote)) {
      const end = lines.findIndex((other, index) => index > at && other.includes(quote))
      if (end > at) at = end
    }
  }
  return stray
}
