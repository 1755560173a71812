import type { HostCheck } from './link-hosts.ts'
import { toSafeAddress } from './safe-address.ts'
import type { TextFilter } from './text-filter.ts'

/** A longer address than this is nobody's to click, and is taken out whatever its host. UTF-16 units. */
const longestAddress = 2000

/** Brackets within a destination, as far as readers of Markdown count them (CommonMark's own stops here too). */
const deepest = 32

/** Where something may begin that a reader of Markdown, of HTML or of a chat would make a link, picture or tag of. */
const mayBegin = /[<!\]:/\\@&]|(?<![\p{L}\p{N}])[hwmdjv]/giu

/** Words that begin an address, as far as readers of text act on them. `\:` is `:` in Markdown. */
const schemes = ['https', 'http', 'mailto', 'data', 'javascript', 'vbscript']
const beginnings = [...schemes.flatMap(scheme => [`${scheme}:`, `${scheme}\\:`]), 'www.', 'www\\.']
const address = /(?:(?:https?|mailto|data|javascript|vbscript)\\?:|www\\?\.)/iy
/** `anything://`, also with backslashes: browsers read those as slashes. */
const foreignScheme = /\\?:(?:\\?\/|\\){2}/y
const relativeScheme = /\/\/(?=[\p{L}\p{N}[])/uy
/** `@`, also as an entity, and what may be the host of an e-mail address after it. */
const mailSign = /@|&(?:#0{0,5}64|#x0{0,5}40|commat);/iy
const mailSignBegun = /&(?:#0{0,5}6?|#x0{0,5}4?|#0{0,5}64|#x0{0,5}40|c|co|com|comm|comma|commat)?$/iy
/** What stands before it: a local part's last character, as generously as readers of text take it. */
const localPart = /[\p{L}\p{N}._+\-!#$%'/=?^{|}~\\]/u
const mailHost = /[\p{L}\p{N}._\-\\&#;]*/uy
const longestHost = 255
/** The end of a line within a table's cell, as models write it, and its beginning. */
const cellBreak = /<br\s{0,3}\/?>/iy
const longestBreak = '<br   />'.length
const cellBreakBegun = /^<(?:b(?:r(?:\s{0,3}\/?)?)?)?$/i
/** The longest local part of an e-mail address that is compared, in UTF-16 units. */
const longestLocal = 64

/** What a picture may be described with, in UTF-16 units. */
const longestWords = 200
const words = /[^\]\n]{0,200}/y
const addressRun = /[^\s<>"«»“”`|\]]*/y
const afterAddress = /[.,;:!?'’)*_~\\]+$/

/** What was found at an offset: `taken` units of input become `text`; null when more input must decide. */
type Step = { text: string; taken: number; swallow?: boolean } | null

/**
 * Neutralises, as it comes, what would load or lead anywhere but to allowed hosts: pictures become text, tags lose
 * their `<` (but a `<br>` in a table's row becomes a stroke), definitions of links and addresses (of e-mail too) with
 * another host or scheme give way to `removed` ("(link removed)"). `own`: e-mail addresses, in lower case, that stay
 * whatever their host. Whatever is not plainly allowed is not. Every address that stays is in its canonical form. Holds
 * back at most an address (2,000 units).
 */
export function createLinkNeutraliser(options: {
  isAllowed: HostCheck
  removed: string
  own?: ReadonlySet<string> | undefined
}): TextFilter {
  const { isAllowed, removed, own } = options
  let held = ''
  let before = ''
  /** What the line begins with, blanks left out; '' while it has not begun. A table's row begins with `|`. */
  let lineBegins = ''
  /** What was read last: an e-mail address may begin in it. */
  let recent = ''
  let swallowing = false

  function read(text: string, final: boolean): string {
    let out = ''
    let at = 0
    if (swallowing) {
      at = runEnd(text, 0)
      swallowing = at === text.length
    }
    while (at < text.length) {
      // The character before decides whether a word begins here.
      const whole = before + text
      const offset = before.length
      mayBegin.lastIndex = at + offset
      const found = mayBegin.exec(whole)
      const next = found === null ? text.length : found.index - offset
      out += text.slice(at, next)
      passed(text.slice(at, next))
      at = next
      if (found === null) break
      const step = take(text, at, final, at === 0 ? before : text.charAt(at - 1))
      if (step === null) break
      out += step.text
      passed(text.slice(at, at + step.taken))
      at += step.taken
      if (step.swallow) swallowing = true
      if (swallowing) {
        at = runEnd(text, at)
        swallowing = at === text.length
      }
    }
    const consumed = before + text.slice(0, at)
    before = consumed.slice(/[\uDC00-\uDFFF]$/.test(consumed) ? -2 : -1)
    held = text.slice(at)
    return out
  }

  function passed(text: string): void {
    const line = text.lastIndexOf('\n')
    if (line >= 0) lineBegins = ''
    lineBegins ||= text
      .slice(line + 1)
      .trimStart()
      .charAt(0)
    if (own !== undefined) recent = (recent + text).slice(-longestLocal)
  }

  function take(text: string, at: number, final: boolean, previous: string): Step {
    const character = text.charAt(at)
    const following = text.charAt(at + 1)
    const undecided = following === '' && !final
    if (character === '<' && lineBegins === '|') {
      cellBreak.lastIndex = at
      const [whole] = cellBreak.exec(text) ?? []
      if (whole !== undefined) return { text: ' / ', taken: whole.length }
      if (!final && cellBreakBegun.test(text.slice(at, at + longestBreak))) return null
    }
    if (character === '<')
      return undecided ? null : { text: /[a-z/!?]/i.test(following) ? '‹' : '<', taken: 1 }
    if (character === '!') return undecided ? null : takePicture(text, at, final, previous)
    if (character === ']') {
      if (undecided) return null
      if (following === '(') return takeDestination(text, at, final)
      return { text: following === ':' ? '] ' : ']', taken: 1 }
    }
    if (/[a-z]/i.test(character)) return takeNamed(text, at, final)
    if (/[@&]/.test(character)) return takeMail(text, at, final, previous)
    return takeSigns(text, at, final, previous)
  }

  /** `![words](…)`: the words alone. What is none keeps its `!`, with a blank behind. */
  function takePicture(text: string, at: number, final: boolean, previous: string): Step {
    if (text.charAt(at + 1) !== '[') return { text: '!', taken: 1 }
    words.lastIndex = at + 2
    const end = at + 2 + (words.exec(text)?.[0].length ?? 0)
    const open = end - at - 2 < longestWords && (end === text.length || end + 1 === text.length)
    if (open && !final && text.charAt(end) !== '\n') return null
    const picture = text.charAt(end) === ']' && text.charAt(end + 1) === '('
    // Nothing before may take its place.
    const nothing = /[!\\]/.test(previous) ? ' ' : ''
    return { text: picture ? nothing : '! ', taken: 1 }
  }

  /** `](…)`: the end of a link. What is not one allowed address is no link any more. */
  function takeDestination(text: string, at: number, final: boolean): Step {
    const destination = readDestination(text, at + 2)
    if (destination === 'open' && !final) return null
    if (destination === 'open' && isAway(text.slice(at + 2)))
      return { text: `] ${removed}`, taken: text.length - at }
    if (typeof destination === 'string') return { text: '] ', taken: 1 }
    const { inner, end } = destination
    const [, url = inner] = /^\s*<?([^\s<>]+)>?(?:\s+["'][^"']*["'])?\s*$/.exec(inner) ?? []
    const safe = toSafeAddress(url, isAllowed, own)
    if (safe !== null) return { text: `](${safe})`, taken: end - at }
    return isAway(inner) ? { text: `] ${removed}`, taken: end - at } : { text: '] ', taken: 1 }
  }

  /** `https://…`, `www.…`, `javascript:…`, `mailto:…`: an address in the text. */
  function takeNamed(text: string, at: number, final: boolean): Step {
    address.lastIndex = at
    const match = address.exec(text)
    if (match !== null) return takeRun(text, at, final)
    const rest = text.slice(at, at + 12).toLowerCase()
    const begun = rest.length === text.length - at && beginnings.some(word => word.startsWith(rest))
    return begun && !final ? null : { text: text.charAt(at), taken: 1 }
  }

  function takeRun(text: string, at: number, final: boolean): Step {
    const end = Math.min(runEnd(text, at), at + longestAddress)
    if (end - at === longestAddress) return { text: removed, taken: longestAddress, swallow: true }
    if (end === text.length && !final) return null
    const shown = text.slice(at, end).replace(afterAddress, '')
    const plain = shown.replace(/\\(?=[:/.])/g, '')
    if (isNoData(plain)) return { text: text.slice(at, at + 4), taken: 4 }
    if (/^(?:https?|mailto|data|javascript|vbscript)$/i.test(plain))
      return { text: shown, taken: shown.length }
    // Nothing is named yet, but what comes after the run must not be read as a part of it.
    if (/^https?:\/+$/i.test(plain)) return { text: plain.replace(':', ': '), taken: shown.length }
    if (/^www$/i.test(plain)) return { text: `${plain} `, taken: shown.length }
    const url = /^www\./i.test(plain) ? `https://${plain}` : plain
    return { text: toSafeAddress(url, isAllowed, own) ?? removed, taken: shown.length }
  }

  /** `…@host.example`, whose local part has left already: without its host it is no address any more. */
  function takeMail(text: string, from: number, final: boolean, previous: string): Step {
    const character = { text: text.charAt(from), taken: 1 }
    mailSignBegun.lastIndex = from
    if (text.charAt(from) === '&' && mailSignBegun.test(text)) return final ? character : null
    mailSign.lastIndex = from
    const sign = mailSign.exec(text)?.[0]
    if (sign === undefined || !localPart.test(previous)) return character
    const start = from + sign.length
    mailHost.lastIndex = start
    const run = (mailHost.exec(text)?.[0] ?? '').slice(0, longestHost)
    if (start + run.length === text.length && run.length < longestHost && !final) return null
    const shown = run.replace(/[._\-\\&#;]+$/, '')
    const host = shown.replaceAll('\\', '').toLowerCase()
    const named = host.includes('.') || host.includes('&')
    const known = isAllowed(host) || isOwn(recent, host)
    if (!named || (run.length < longestHost && known)) return { text: sign, taken: sign.length }
    return { text: ` ${removed}`, taken: sign.length + shown.length }
  }

  /** Whether the local part that has just been read and this host are one of the addresses that stay. */
  function isOwn(said: string, host: string): boolean {
    const [local = ''] = /[^\s<>()[\],;:"*`|]*$/.exec(said) ?? []
    return own?.has(`${local.replaceAll('\\', '')}@${host}`.toLowerCase()) ?? false
  }

  /** `ftp://…` whose scheme has left already, and `//host.example/…`. */
  function takeSigns(text: string, at: number, final: boolean, previous: string): Step {
    foreignScheme.lastIndex = at
    relativeScheme.lastIndex = at
    const foreign = /[a-z0-9+.-]/i.test(previous) && foreignScheme.test(text)
    const relative = !/[\p{L}\p{N}:/]/u.test(previous) && relativeScheme.test(text)
    if (!foreign && !relative) {
      const short = text.length - at < 6 && /^\\?:?[\\/]*$/.test(text.slice(at))
      return short && !final ? null : { text: text.charAt(at), taken: 1 }
    }
    const end = Math.min(runEnd(text, at), at + longestAddress)
    if (end - at === longestAddress) return { text: ` ${removed}`, taken: longestAddress, swallow: true }
    if (end === text.length && !final) return null
    const shown = text.slice(at, end).replace(afterAddress, '')
    if (relative && !/^\/\/[^/]*[.:[]/.test(shown)) return { text: '//', taken: 2 }
    return { text: foreign ? ` ${removed}` : removed, taken: Math.max(1, shown.length) }
  }

  return {
    push: text => read(held + text, false),
    end: () => read(held, true),
  }
}

function runEnd(text: string, at: number): number {
  addressRun.lastIndex = at
  return at + (addressRun.exec(text)?.[0].length ?? 0)
}

/** "data:" is a word before it is a scheme: only what has a media type or a comma is one. */
function isNoData(text: string): boolean {
  return /^data:/i.test(text) && !/^data:[\w.+/;=-]*[;,/]/i.test(text)
}

/** The destination after `](`, up to its bracket; `open` when more must come, `none` when it cannot be one. */
function readDestination(text: string, from: number): { inner: string; end: number } | 'open' | 'none' {
  let depth = 0
  let lines = 0
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at)
    if (at - from > longestAddress) return 'none'
    if (character === '\\') at++
    else if (character === '\n' && ++lines > 1) return 'none'
    else if (character === '(' && ++depth > deepest) return 'none'
    else if (character === ')' && depth-- === 0) {
      const inner = text.slice(from, at)
      return isProse(inner) ? 'none' : { inner, end: at + 1 }
    }
  }
  return isProse(text.slice(from)) ? 'none' : 'open'
}

/** What is no allowed address, and may be another. */
function isAway(destination: string): boolean {
  return /[:\\/&#%@<]|\.\S/.test(destination)
}

/** Two words that follow each other are no destination, and nothing needs to wait for the closing bracket. */
function isProse(text: string): boolean {
  return /^\s*[^\s<]+\s+[^\s"'(]/.test(text)
}
