import { mailAddressAt } from './mail-address.js'
import { toSafeLink } from './safe-link.js'

/**
 * @typedef {{ kind: 'text', text: string }
 *   | { kind: 'strong', children: Inline[] }
 *   | { kind: 'emphasis', children: Inline[] }
 *   | { kind: 'link', href: string, children: Inline[] }} Inline
 */

/** Bounds of a search for a closing mark, in characters: hostile text must not cost quadratic time. */
const longestStrong = 2000
const longestLabel = 500
const longestAddress = 2000

/** @typedef {{ node: Inline | null, end: number }} Match */

/**
 * Where a text stands: among the team's own words, in a quotation of a document, or in a link's label, where no
 * other link may stand.
 * @typedef {'own' | 'quote' | 'link'} Place
 */

/** What a backslash takes its meaning from: ASCII punctuation (CommonMark 2.4). */
const punctuation = /[!-/:-@[-`{-~]/
const escapes = /\\([!-/:-@[-`{-~])/g

/** Where `mark` next stands without a backslash before it, from `start` and within `longest` characters; -1 if nowhere. @param {string} text @param {string} mark @param {number} start @param {number} longest */
function findMark(text, mark, start, longest) {
  const end = Math.min(text.length, start + longest)
  for (let index = start; index < end; index++) {
    if (text[index] === '\\' && punctuation.test(text[index + 1] ?? '')) index++
    else if (text.startsWith(mark, index)) return index
  }
  return -1
}

/** `**bold**` @param {string} text @param {number} start @param {Place} place @returns {Match | null} */
function matchStrong(text, start, place) {
  if (!text.startsWith('**', start)) return null
  const close = findMark(text, '**', start + 2, longestStrong)
  const inner = close < 0 ? '' : text.slice(start + 2, close)
  if (inner === '' || inner.trim() !== inner || inner.startsWith('*')) return null
  return { node: { kind: 'strong', children: parseInline(inner, place) }, end: close + 2 }
}

/** `*emphasis*`, read after `**bold**`. @param {string} text @param {number} start @param {Place} place @returns {Match | null} */
function matchEmphasis(text, start, place) {
  if (text[start] !== '*' || text[start + 1] === '*') return null
  const close = findMark(text, '*', start + 1, longestStrong)
  const inner = close < 0 ? '' : text.slice(start + 1, close)
  if (inner === '' || inner.trim() !== inner || text[close + 1] === '*') return null
  return { node: { kind: 'emphasis', children: parseInline(inner, place) }, end: close + 1 }
}

/** Where what was opened before `start` is closed, pairs inside counted; -1 when it is not. @param {string} text @param {number} start @param {string} pair e.g. `()` @param {number} longest */
function closingOf(text, start, pair, longest) {
  let depth = 0
  for (let index = start; index < Math.min(text.length, start + longest); index++) {
    const character = text[index] ?? ''
    if (character === '\\' && punctuation.test(text[index + 1] ?? '')) index++
    else if (character === '\n') return -1
    else if (character === pair[0]) depth++
    else if (character === pair[1] && depth-- === 0) return index
  }
  return -1
}

/** `[label](address)`, and `![alt](address)`, whose picture is never fetched. @param {string} text @param {number} start @param {Place} place @returns {Match | null} */
function matchLink(text, start, place) {
  const image = text.startsWith('![', start)
  if (!image && text[start] !== '[') return null
  const open = start + (image ? 2 : 1)
  const middle = closingOf(text, open, '[]', longestLabel)
  if (middle <= open || text[middle + 1] !== '(') return null
  const end = closingOf(text, middle + 2, '()', longestAddress)
  if (end < 0) return null
  const label = text.slice(open, middle)
  const href =
    image || place === 'link' ? null : toSafeLink(text.slice(middle + 2, end).replace(escapes, '$1'))
  if (!href) return { node: { kind: 'text', text: label.replace(escapes, '$1') }, end: end + 1 }
  return { node: { kind: 'link', href, children: parseInline(label, 'link') }, end: end + 1 }
}

/** A bare `https://…`. @param {string} text @param {number} start @param {Place} place @returns {Match | null} */
function matchAddress(text, start, place) {
  if (place === 'link' || !/^https?:\/\//i.test(text.slice(start, start + 8))) return null
  if (/[\p{L}\p{N}]/u.test(text[start - 1] ?? '')) return null
  const [run = ''] = /^[^\s<>"«»“”*]*/.exec(text.slice(start, start + longestAddress)) ?? []
  const shown = run.replace(/[.,;:!?'’)\]]+$/, '')
  const href = toSafeLink(shown)
  if (!href) return null
  return {
    node: { kind: 'link', href, children: [{ kind: 'text', text: shown }] },
    end: start + shown.length,
  }
}

/** A bare `name@host`, in the team's own words only. @param {string} text @param {number} start @param {Place} place @returns {Match | null} */
function matchMail(text, start, place) {
  if (place !== 'own') return null
  const address = mailAddressAt(text, start)
  if (!address) return null
  const children = [{ kind: /** @type {const} */ ('text'), text: address }]
  return { node: { kind: 'link', href: `mailto:${address}`, children }, end: start + address.length }
}

/** `\*` is a star. @param {string} text @param {number} start @returns {Match | null} */
function matchEscape(text, start) {
  const next = text[start + 1] ?? ''
  if (text[start] !== '\\' || !punctuation.test(next)) return null
  return { node: { kind: 'text', text: next }, end: start + 2 }
}

/**
 * Reads bold, emphasis, links and bare addresses; all else is text.
 * @param {string} text
 * @param {Place} [place]
 * @returns {Inline[]}
 */
export function parseInline(text, place = 'own') {
  /** @type {Inline[]} */
  const nodes = []
  let plain = ''
  let index = 0
  const flush = () => {
    if (plain) nodes.push({ kind: 'text', text: plain })
    plain = ''
  }
  while (index < text.length) {
    const match =
      matchEscape(text, index) ??
      matchStrong(text, index, place) ??
      matchEmphasis(text, index, place) ??
      matchLink(text, index, place) ??
      matchAddress(text, index, place) ??
      matchMail(text, index, place)
    if (!match) plain += text[index++]
    else if (match.node?.kind === 'text') {
      plain += match.node.text
      index = match.end
    } else {
      flush()
      if (match.node) nodes.push(match.node)
      index = match.end
    }
  }
  flush()
  return nodes
}
