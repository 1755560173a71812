import type { DatabaseFiles } from './database-files.ts'

/** What a database says it is made of. */
export interface AppliedSchema {
  /** Version of the program whose SQL was applied last (`1.2.3`); null when nobody wrote it down. */
  release: string | null
  /** Checksums by kind and name. */
  applied: {
    migration?: Record<string, string>
    function?: Record<string, string>
    access?: Record<string, string>
  }
}

/**
 * `same`: made of these files. `older`: these files bring it further. `edited`: a migration (named) is not the one
 * that was applied. `newer`: made by a later program; `missing` are functions of ours that it no longer has.
 */
export type SchemaComparison =
  | { kind: 'same' }
  | { kind: 'older'; migrations: string[]; functions: string[] }
  | { kind: 'edited'; migrations: string[] }
  | { kind: 'newer'; release: string | null; missing: string[] }

const toNumbers = (version: string) => version.split('.').map(part => Number.parseInt(part, 10))

/** Whether the version `a` comes after `b`; what follows a hyphen is not looked at. */
function isLater(a: string, b: string): boolean {
  const [left, right] = [toNumbers(a), toNumbers(b)]
  const index = left.findIndex((part, at) => part !== right[at])
  return index >= 0 && (left[index] ?? 0) > (right[index] ?? 0)
}

/**
 * Compares a database with the files of this program. Two programs share a database while one replaces the other, and
 * either may start again at any moment: a database that a later one has prepared holds all that this one needs, since
 * migrations only add and functions keep their arguments until the release after (docs/architecture.md). So `newer`
 * is a reason to apply nothing, but none to stop, unless a function is missing.
 */
export function compareSchema({ release, applied }: AppliedSchema, files: DatabaseFiles): SchemaComparison {
  const { migration = {}, function: functions = {}, access = {} } = applied
  const edited = files.migrations.filter(({ name, checksum }) => (migration[name] ?? checksum) !== checksum)
  if (edited.length > 0) return { kind: 'edited', migrations: edited.map(({ name }) => name) }

  const names = new Set(files.migrations.map(({ name }) => name))
  const unknown = Object.keys(migration).filter(name => !names.has(name))
  const absent = files.migrations.filter(({ name }) => !Object.hasOwn(migration, name))
  const changed = files.functions.filter(({ name, checksum }) => functions[name] !== checksum)
  const known = new Set(files.functions.map(({ name }) => name))
  const surplus = Object.keys(functions).some(name => !known.has(name))
  const accessChanged = access[files.access.name] !== files.access.checksum
  const differs = absent.length + changed.length + unknown.length > 0 || surplus || accessChanged
  if (!differs) return { kind: 'same' }

  if (absent.length === 0 && (unknown.length > 0 || (release !== null && isLater(release, files.release)))) {
    const missing = files.functions.filter(({ name }) => !Object.hasOwn(functions, name))
    return { kind: 'newer', release, missing: missing.map(({ name }) => name) }
  }
  return {
    kind: 'older',
    migrations: absent.map(({ name }) => name),
    functions: changed.map(({ name }) => name),
  }
}

/** Why a program cannot run on a database of a later one, for the operator. */
export function toTooNew({ release, missing }: Extract<SchemaComparison, { kind: 'newer' }>): string {
  return `Cette base vient d'une version plus récente de chatbot-v2 (${release ?? 'inconnue'}), qui n'a plus ${missing.join(', ')} : installe cette version.`
}
