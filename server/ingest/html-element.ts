import type { Element, ElementContent, Root, RootContent } from 'hast'

export type HtmlNode = ElementContent | RootContent | Root

/** An attribute as text, '' when absent. hast keeps lists (`class`) as arrays and switches as booleans. */
export function attribute(element: Element, name: string): string {
  const value = element.properties[name]
  if (value === true) return name
  if (value === undefined || value === null || value === false) return ''
  return Array.isArray(value) ? value.join(' ') : String(value)
}

/** Elements that are no text: scripts, controls, pictures. */
export const neverText = new Set(
  'script style template noscript iframe object embed svg math canvas audio video map head title select option datalist textarea button input dialog progress meter'.split(
    ' ',
  ),
)

/** Elements whose content nobody reads on the page: scripts, controls, decoration, marks of footnotes. */
export function isInvisible(element: Element): boolean {
  if (neverText.has(element.tagName) || attribute(element, 'ariaHidden') === 'true') return true
  return isFootnoteMark(element) || isPermalink(element)
}

/** `¶` beside a heading: a link to the heading itself, which tools write for whoever wants to point at it. */
function isPermalink(element: Element): boolean {
  return (
    element.tagName === 'a' &&
    attribute(element, 'href').startsWith('#') &&
    /^[\s¶#§🔗\u200b\uf0c1]*$/u.test(rawText(element)) &&
    findElements(element, ({ tagName }) => tagName === 'img').length === 0
  )
}

/** An element's name in the page's address, percent-encoded as it stands after `#`; '' when it has none that fits there. */
export function anchorOf(element: Element): string {
  const name = attribute(element, 'id') || (element.tagName === 'a' ? attribute(element, 'name') : '')
  if (name === '' || name.length > 100 || /\s/.test(name) || !name.isWellFormed()) return ''
  const encoded = encodeURIComponent(name)
  return encoded.length <= 200 ? encoded : ''
}

/** A heading's own name: its id, that of something inside it, or what its link to itself (`¶`) leads to. */
export function headingAnchor(heading: Element): string {
  const inside = findElements(heading, element => anchorOf(element) !== '')[0]
  const link = findElements(heading, isPermalink)[0]
  const target = link ? attribute(link, 'href').slice(1) : ''
  return (
    anchorOf(heading) ||
    (inside ? anchorOf(inside) : '') ||
    (/^[^\s#]{1,200}$/.test(target) ? encodeURI(decodeLoosely(target)) : '')
  )
}

function decodeLoosely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text.replace(/%/g, '')
  }
}

/** `[1]` and `↩`, as micromark and mammoth write them. */
function isFootnoteMark(element: Element): boolean {
  if (element.tagName !== 'a') return false
  if ('dataFootnoteRef' in element.properties || 'dataFootnoteBackref' in element.properties) return true
  return /^#(foot|end)note(-ref)?-\d/.test(attribute(element, 'href'))
}

/** Finds elements below a node, in order, without entering those found. */
export function findElements(node: HtmlNode, wanted: (element: Element) => boolean): Element[] {
  if (!('children' in node)) return []
  return node.children.flatMap(child => {
    if (child.type !== 'element') return []
    return wanted(child) ? [child] : findElements(child, wanted)
  })
}

/** All text below a node as written, for code. */
export function rawText(node: HtmlNode): string {
  if (node.type === 'text') return node.value
  if (node.type === 'element' && node.tagName === 'br') return '\n'
  return 'children' in node ? node.children.map(rawText).join('') : ''
}

const separated = new Set(
  'p div li ul ol tr td th h1 h2 h3 h4 h5 h6 br dt dd section blockquote pre'.split(' '),
)

/** All visible text below a node on one line, for headings and table cells; `alt` stands for an image. */
export function lineText(node: HtmlNode): string {
  if (node.type === 'text') return node.value
  if (node.type !== 'element' || isInvisible(node)) return ''
  if (node.tagName === 'img') return ` ${attribute(node, 'alt')} `
  const text = node.children.map(lineText).join('')
  return separated.has(node.tagName) ? ` ${text} ` : text
}
