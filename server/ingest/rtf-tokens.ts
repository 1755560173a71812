/** A piece of an RTF file. */
export type RtfToken =
  | { kind: 'open' }
  | { kind: 'close' }
  /** What follows in this group is for programs that know it. */
  | { kind: 'ignorable' }
  | { kind: 'control'; word: string; value: number | null }
  /** A letter told by its number in Unicode. */
  | { kind: 'letter'; text: string }
  /** A letter, or a part of one, in the document's code page. */
  | { kind: 'byte'; byte: number }

const code = (letter: string) => letter.charCodeAt(0)
const isLetter = (byte: number) => (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90)

/**
 * Cuts RTF into its pieces (RTF Specification 1.9.1): binary data is skipped, and so are the letters that stand for old
 * readers behind a Unicode one. Holds nothing, so a file of any depth or length costs its length.
 */
export function* readRtfTokens(bytes: Uint8Array): Generator<RtfToken> {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const control = /\\([a-zA-Z]{1,32})(-?\d{1,10})? ?/y
  // How many letters follow a Unicode one for old readers; a group's own setting ends with it.
  const counts: number[] = []
  let follow = 1
  let skip = 0
  let index = 0
  while (index < source.length) {
    const letter = source[index] ?? ''
    if (letter === '{' || letter === '}') {
      if (letter === '{') counts.push(follow)
      else follow = counts.pop() ?? 1
      skip = 0
      index++
      yield { kind: letter === '{' ? 'open' : 'close' }
    } else if (letter === '\\' && isLetter(bytes[index + 1] ?? 0)) {
      control.lastIndex = index
      const [all = '\\', word = '', digits] = control.exec(source) ?? []
      index += all.length
      const value = digits === undefined ? null : Number(digits)
      if (word === 'bin') index += Math.max(0, value ?? 0)
      else if (word === 'uc') follow = Math.min(Math.max(value ?? 1, 0), 16)
      else if (word === 'u') {
        skip = follow
        const point = ((value ?? 0) + 65_536) % 65_536
        yield { kind: 'letter', text: String.fromCharCode(point) }
      } else if (skip > 0) skip--
      else yield { kind: 'control', word, value }
    } else if (letter === '\\') {
      const next = source[index + 1] ?? ''
      const hex = next === "'" ? /^[0-9a-fA-F]{2}/.exec(source.slice(index + 2, index + 4))?.[0] : undefined
      index += hex === undefined ? 2 : 4
      if (next === '*') yield { kind: 'ignorable' }
      else if (skip > 0) skip--
      else if (hex !== undefined) yield { kind: 'byte', byte: Number.parseInt(hex, 16) }
      else if (next === '\n' || next === '\r') yield { kind: 'control', word: 'par', value: null }
      else if (next === '\\' || next === '{' || next === '}') yield { kind: 'byte', byte: code(next) }
      else yield { kind: 'control', word: next, value: null }
    } else {
      index++
      if (letter === '\r' || letter === '\n' || letter === '\0') continue
      if (skip > 0) skip--
      else yield { kind: 'byte', byte: bytes[index - 1] ?? 0 }
    }
  }
}
