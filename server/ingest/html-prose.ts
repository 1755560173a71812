import { type HtmlNode, neverText } from './html-element.ts'

/** Letters and digits below a node, outside its links and inside them; buttons and scripts are none. */
function countLetters(node: HtmlNode): { plain: number; linked: number } {
  if (node.type === 'text') return { plain: node.value.match(/[\p{L}\p{N}]/gu)?.length ?? 0, linked: 0 }
  const sum = { plain: 0, linked: 0 }
  if (!('children' in node) || (node.type === 'element' && neverText.has(node.tagName))) return sum
  for (const child of node.children) {
    const { plain, linked } = countLetters(child)
    sum.plain += plain
    sum.linked += linked
  }
  return node.type === 'element' && node.tagName === 'a' ? { plain: 0, linked: sum.plain + sum.linked } : sum
}

/** It says something itself, in `least` letters or more, rather than list where its links lead. */
export function isProse(node: HtmlNode, least: number): boolean {
  const { plain, linked } = countLetters(node)
  return plain >= least && plain > linked
}
