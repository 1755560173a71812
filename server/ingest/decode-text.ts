/** UTF-16 without a byte order mark: nearly every second byte of European text is zero. */
function guessUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const sample = bytes.subarray(0, 4096)
  let even = 0
  let odd = 0
  for (let index = 0; index + 1 < sample.length; index += 2) {
    if (sample[index] === 0) even++
    if (sample[index + 1] === 0) odd++
  }
  const pairs = Math.max(1, Math.floor(sample.length / 2))
  if (odd / pairs > 0.6 && even / pairs < 0.1) return 'utf-16le'
  if (even / pairs > 0.6 && odd / pairs < 0.1) return 'utf-16be'
  return null
}

function markedEncoding(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return null
}

function isKnownEncoding(label: string): boolean {
  try {
    new TextDecoder(label)
    return true
  } catch {
    return false
  }
}

/** Of what is no ASCII: letters, and signs that stand for broken ones. Counted without a list, for texts of 20 MB. */
function countLetters(text: string): { whole: number; wrong: number } {
  const count = { whole: 0, wrong: 0 }
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === 0xfffd) count.wrong++
    // The second half of a pair is no letter more.
    else if (code > 0x7f && (code < 0xdc00 || code > 0xdfff)) count.whole++
  }
  return count
}

/** Of what is no ASCII, more is broken than whole: it is not written in what it says. */
function isMostlyWrong(text: string): boolean {
  const { whole, wrong } = countLetters(text)
  return wrong > whole
}

/**
 * UTF-8 with a few bytes that are none (a letter that a field's end cut, a line from elsewhere): many letters of several bytes for
 * each wrong one. In any other encoding bytes that happen to be such a letter are rare, and broken ones everywhere.
 */
function isNearlyUtf8(text: string): boolean {
  const { whole, wrong } = countLetters(text)
  return whole >= 4 * wrong
}

/**
 * Decodes text of unknown encoding: a byte order mark, then UTF-16 by its zero bytes, then UTF-8 when it is
 * valid or nearly (U+FFFD stands for each wrong byte), then what the document declares unless that is plainly wrong, then Windows-1252 (which holds Latin-1). Valid UTF-8 wins over a
 * declaration because pages that say `iso-8859-1` and are UTF-8 are common, the reverse all but impossible.
 */
export function decodeText(bytes: Uint8Array, declared?: string): string {
  const certain = markedEncoding(bytes) ?? guessUtf16(bytes)
  if (certain) return new TextDecoder(certain).decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const nearly = new TextDecoder('utf-8').decode(bytes)
    if (isNearlyUtf8(nearly)) return nearly
    const label = declared && isKnownEncoding(declared) ? declared : 'windows-1252'
    const text = new TextDecoder(label).decode(bytes)
    return isMostlyWrong(text) ? new TextDecoder('windows-1252').decode(bytes) : text
  }
}

/** The encoding an HTML document declares in its first 1,024 bytes, if it does. */
export function declaredEncoding(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 1024))
  return /<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{1,40})/i.exec(head)?.[1]
}
