import type { Json, JsonObject } from '../ports/database.ts'

/** A statement with its values: scalars as they are, arrays and objects as JSON text (a vector's text is that too). */
export interface CallStatement {
  text: string
  values: (string | number | boolean | null)[]
}

const identifier = /^[a-z][a-z0-9_]*$/

/** What Postgres refuses to store in text or jsonb: NUL, and halves of surrogate pairs. */
function toStorableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '')
}

function toStorable(value: Json): Json {
  if (typeof value === 'string') return toStorableText(value)
  if (Array.isArray(value)) return value.map(toStorable)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [toStorableText(key), toStorable(member)]),
  )
}

function toStorableJson(value: Json): string {
  const text = JSON.stringify(value)
  // Rare: only then is it worth walking through the whole value.
  return /\\u0000|\\ud[89a-f]/.test(text) ? JSON.stringify(toStorable(value)) : text
}

function toValue(value: Json): string | number | boolean | null {
  if (typeof value === 'string') return toStorableText(value)
  return value === null || typeof value !== 'object' ? value : toStorableJson(value)
}

function checkNames(name: string, args: JsonObject): string[] {
  const names = Object.keys(args)
  for (const each of [name, ...names])
    if (!identifier.test(each)) throw new Error(`not a function's name: ${each}`)
  return names
}

/** Of each function, the names it was called with last and their statement: nearly all its calls have the same ones. */
const lastTexts = new Map<string, { names: readonly string[]; text: string }>()

function toText(name: string, args: JsonObject): string {
  const names = Object.keys(args)
  const last = lastTexts.get(name)
  if (last?.names.length === names.length && last.names.every((each, at) => each === names[at]))
    return last.text
  checkNames(name, args)
  const text = `select ${name}(${names.map((each, index) => `${each} => $${index + 1}`).join(', ')}) as result`
  lastTexts.set(name, { names, text })
  return text
}

/**
 * The statement that calls a database function with named arguments; its one row has the jsonb in `result`.
 * Throws on a name that is no plain identifier: names are ours, never a visitor's.
 */
export function toCallStatement(name: string, args: JsonObject): CallStatement {
  return { text: toText(name, args), values: Object.values(args).map(toValue) }
}

/** The same call for PostgREST: the arguments by name as one JSON text. Throws as toCallStatement does. */
export function toRequestBody(name: string, args: JsonObject): string {
  checkNames(name, args)
  return toStorableJson(args)
}
