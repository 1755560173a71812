import { hash } from 'node:crypto'

/** How many rows, and a checksum of them that does not depend on their order. */
export interface TableDigest {
  rows: number
  checksum: string
}

/**
 * Adds up the first 128 bits of each row's SHA-256: equal for the same rows in any order, so that no table has to be
 * sorted to be compared; a row more, less, twice or changed gives another sum.
 */
export function createTableDigest() {
  let rows = 0
  let low = 0n
  let high = 0n
  return {
    add(lines: readonly string[]): void {
      for (const line of lines) {
        const digest = hash('sha256', line, 'buffer')
        low += digest.readBigUInt64LE(0)
        high += digest.readBigUInt64LE(8)
      }
      low = BigInt.asUintN(64, low)
      high = BigInt.asUintN(64, high)
      rows += lines.length
    },
    result(): TableDigest {
      const hex = (sum: bigint) => sum.toString(16).padStart(16, '0')
      return { rows, checksum: hex(high) + hex(low) }
    },
  }
}

/** Names of the tables whose rows are not the same, or that only one side has. */
export function differingTables(
  left: Readonly<Record<string, TableDigest>>,
  right: Readonly<Record<string, TableDigest>>,
): string[] {
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort()
  return names.filter(
    name => left[name]?.rows !== right[name]?.rows || left[name]?.checksum !== right[name]?.checksum,
  )
}
