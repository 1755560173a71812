import { element } from './element.js'
import { parseMarkdown } from './markdown.js'
import { parseInline } from './markdown-inline.js'

/** @typedef {import('./markdown.js').Block} Block */
/** @typedef {import('./markdown.js').Inline} Inline */
/** @typedef {import('./texts.js').Texts} Texts */

/**
 * A link that leaves the page in a new tab and takes nothing along.
 * @param {string} href already checked by `toSafeLink`
 * @param {(Node | string)[]} children
 * @param {Texts} texts
 */
export function outsideLink(href, children, texts) {
  const attributes = { href, target: '_blank', rel: 'noopener noreferrer nofollow', title: href }
  return element('a', attributes, ...children, element('span', { class: 'chat-hidden' }, ` ${texts.newTab}`))
}

/** A page opens beside this one; an e-mail in the visitor's own program. @param {string} href @param {(Node | string)[]} children @param {Texts} texts */
function linkNode(href, children, texts) {
  return href.startsWith('mailto:') ? element('a', { href }, ...children) : outsideLink(href, children, texts)
}

/** A line of the team's own words, its addresses as links. @param {string} text @param {Texts} texts */
export function ownLine(text, texts) {
  return inlineNodes(parseInline(text), texts)
}

/** @param {Inline[]} nodes @param {Texts} texts @returns {(Node | string)[]} */
function inlineNodes(nodes, texts) {
  return nodes.map(node => {
    if (node.kind === 'text') return node.text
    const children = inlineNodes(node.children, texts)
    if (node.kind === 'link') return linkNode(node.href, children, texts)
    return element(node.kind === 'strong' ? 'strong' : 'em', {}, ...children)
  })
}

/** @param {Inline[][]} lines @param {Texts} texts @returns {(Node | string)[]} */
function joinLines(lines, texts) {
  return lines.flatMap((line, index) => [...(index ? [element('br')] : []), ...inlineNodes(line, texts)])
}

/** @param {Block} block @param {Texts} texts @returns {Node} */
function blockNode(block, texts) {
  switch (block.kind) {
    case 'paragraph':
      return element('p', {}, ...joinLines(block.lines, texts))
    case 'heading':
      // Not a heading of the page: an answer must not rearrange its outline.
      return element('p', {}, element('strong', {}, ...inlineNodes(block.line, texts)))
    case 'quote':
      return element('blockquote', {}, ...block.blocks.map(inner => blockNode(inner, texts)))
    case 'list': {
      const items = block.items.map(item => element('li', {}, ...inlineNodes(item, texts)))
      return block.ordered ? element('ol', { start: block.start }, ...items) : element('ul', {}, ...items)
    }
  }
}

/** An answer's text as elements and text nodes. @param {string} text @param {Texts} texts @returns {Node[]} */
export function markdownNodes(text, texts) {
  return parseMarkdown(text).map(block => blockNode(block, texts))
}
