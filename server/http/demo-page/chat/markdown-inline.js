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

/** `**bold**` @param {string} text @param {number} start @param {boolean} inLink @returns {Match | null} */
function matchStrong(text, start, inLink) {
  if (!text.startsWith('**', start)) return null
  const close = text.slice(start + 2, start + 2 + longestStrong).indexOf('**')
  const inner = close > 0 ? text.slice(start + 2, start + 2 + close) : ''
  if (inner === '' || inner.trim() !== inner || inner.startsWith('*')) return null
  return { node: { kind: 'strong', children: parseInline(inner, inLink) }, end: start + close + 4 }
}

/** `*emphasis*`, read after `**bold**`. @param {string} text @param {number} start @param {boolean} inLink @returns {Match | null} */
function matchEmphasis(text, start, inLink) {
  if (text[start] !== '*' || text[start + 1] === '*') return null
  const close = text.slice(start + 1, start + 1 + longestStrong).indexOf('*')
  const inner = close > 0 ? text.slice(start + 1, start + 1 + close) : ''
  if (inner === '' || inner.trim() !== inner || text[start + close + 2] === '*') return null
  return { node: { kind: 'emphasis', children: parseInline(inner, inLink) }, end: start + close + 2 }
}

/** Where the address that starts at `start` ends: at its own `)`, pairs inside counted. @param {string} text @param {number} start */
function addressEnd(text, start) {
  let depth = 0
  for (let index = start; index < Math.min(text.length, start + longestAddress); index++) {
    const character = text[index] ?? ''
    if (character === '\n') return -1
    if (character === '(') depth++
    if (character === ')' && depth-- === 0) return index
  }
  return -1
}

/** `[label](address)`, and `![alt](address)`, whose picture is never fetched. @param {string} text @param {number} start @param {boolean} inLink @returns {Match | null} */
function matchLink(text, start, inLink) {
  const image = text.startsWith('![', start)
  const open = start + (image ? 2 : 1)
  if (!image && text[start] !== '[') return null
  const middle = text.slice(open, open + longestLabel).indexOf('](')
  const end = middle > 0 ? addressEnd(text, open + middle + 2) : -1
  if (end < 0) return null
  const label = text.slice(open, open + middle)
  const href = image || inLink ? null : toSafeLink(text.slice(open + middle + 2, end))
  if (!href) return { node: { kind: 'text', text: label }, end: end + 1 }
  return { node: { kind: 'link', href, children: parseInline(label, true) }, end: end + 1 }
}

/** A bare `https://…`. @param {string} text @param {number} start @param {boolean} inLink @returns {Match | null} */
function matchAddress(text, start, inLink) {
  if (inLink || !/^https?:\/\//i.test(text.slice(start, start + 8))) return null
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

/** `\*` is a star. @param {string} text @param {number} start @returns {Match | null} */
function matchEscape(text, start) {
  const next = text[start + 1] ?? ''
  if (text[start] !== '\\' || !/[\\*_[\]()#>!`-]/.test(next)) return null
  return { node: { kind: 'text', text: next }, end: start + 2 }
}

/**
 * Reads bold, emphasis, links and bare addresses; all else is text.
 * @param {string} text
 * @param {boolean} [inLink] true inside a link's label, where no other link may stand
 * @returns {Inline[]}
 */
export function parseInline(text, inLink = false) {
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
      matchStrong(text, index, inLink) ??
      matchEmphasis(text, index, inLink) ??
      matchLink(text, index, inLink) ??
      matchAddress(text, index, inLink)
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
