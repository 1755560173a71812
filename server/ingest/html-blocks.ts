import type { Element } from 'hast'
import type { Block, BlockKind } from './blocks.ts'
import { cleanCode, cleanLine, cleanProse } from './clean-text.ts'
import {
  anchorOf,
  attribute,
  type HtmlNode,
  headingAnchor,
  isInvisible,
  lineText,
  rawText,
} from './html-element.ts'
import { isLayoutTable, tableRows } from './html-table.ts'

/** Where in the tree we are: inside a quote, at some depth of a list. */
interface Place {
  kind: BlockKind
  /** Spaces before a list item's marker. */
  indent: string
  /** The list's number, shared by its items and those of lists inside it. */
  group?: number
}

const inline = new Set(
  'a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark q rp rt ruby s samp small span strike strong sub sup time tt u var wbr data picture source nobr output'.split(
    ' ',
  ),
)

/** Reads HTML into blocks; `drops` says which elements are not part of the document (menus, footers). */
export function collectBlocks(root: HtmlNode, drops: (element: Element) => boolean): Block[] {
  const blocks: Block[] = []
  let groups = 0
  let buffer = ''
  /** Whether the buffer has nothing but spaces: looking at it for each link of a long paragraph would take minutes. */
  let isBlank = true
  let marker = ''
  /** The last element with a name, and how many blocks there were before it. */
  let named = { anchor: '', before: -1 }

  function name(element: Element): void {
    const anchor = anchorOf(element)
    if (anchor !== '') named = { anchor, before: blocks.length }
  }

  function add(text: string): void {
    buffer += text
    isBlank &&= text.trim() === ''
  }

  function flush(place: Place): void {
    const text = cleanProse(buffer)
    buffer = ''
    isBlank = true
    if (text === '') return
    if (place.group === undefined) {
      blocks.push({ kind: place.kind, text })
      return
    }
    const lead = marker === '' ? '  ' : marker
    marker = ''
    const hanging = `${place.indent}${' '.repeat(lead.length)}`
    blocks.push({
      kind: 'list-item',
      text: place.indent + lead + text.replaceAll('\n', `\n${hanging}`),
      group: place.group,
    })
  }

  function walkAll(nodes: readonly HtmlNode[], place: Place): void {
    for (const node of nodes) walk(node, place)
  }

  function walkList(list: Element, place: Place): void {
    const inside: Place = {
      kind: 'list-item',
      indent: place.group === undefined ? '' : `${place.indent}  `,
      group: place.group ?? ++groups,
    }
    let number = Number.parseInt(attribute(list, 'start'), 10) || 1
    for (const child of list.children) {
      if (child.type !== 'element' || isInvisible(child) || drops(child)) continue
      if (child.tagName === 'li') marker = list.tagName === 'ol' ? `${number++}. ` : '- '
      walk(child, inside)
      flush(inside)
      marker = ''
    }
  }

  function walkTable(table: Element, place: Place): void {
    if (isLayoutTable(table)) {
      walkAll(table.children, place)
      return
    }
    for (const child of table.children) {
      if (child.type === 'element' && child.tagName === 'caption')
        walk(child, { kind: 'paragraph', indent: '' })
    }
    const group = ++groups
    for (const text of tableRows(table)) blocks.push({ kind: 'table-row', text, group })
  }

  function walkDefinitions(list: Element, place: Place): void {
    let term = ''
    const group = ++groups
    for (const child of list.children) {
      if (child.type !== 'element' || isInvisible(child)) continue
      if (child.tagName === 'dt') term = cleanLine(lineText(child))
      else if (child.tagName === 'dd') {
        const text = cleanLine(lineText(child))
        blocks.push({ kind: 'list-item', text: term === '' ? text : `${term} : ${text}`, group })
      } else walk(child, place)
    }
  }

  function walkBlock(element: Element, place: Place): void {
    const { tagName } = element
    flush(place)
    name(element)
    if (/^h[1-6]$/.test(tagName)) {
      const text = cleanLine(lineText(element))
      // Often the section around a heading has the name, or an empty element before it.
      const anchor = headingAnchor(element) || (named.before === blocks.length ? named.anchor : '')
      if (text !== '')
        blocks.push({ kind: 'heading', level: Number(tagName[1]), text, ...(anchor !== '' && { anchor }) })
    } else if (tagName === 'pre') blocks.push({ kind: 'code', text: cleanCode(rawText(element)) })
    else if (tagName === 'ul' || tagName === 'ol' || tagName === 'menu') walkList(element, place)
    else if (tagName === 'dl') walkDefinitions(element, place)
    else if (tagName === 'table') walkTable(element, place)
    else {
      const inside = tagName === 'blockquote' ? { ...place, kind: 'quote' as const } : place
      walkAll(element.children, inside)
      flush(inside)
    }
  }

  function walk(node: HtmlNode, place: Place): void {
    if (node.type === 'text') add(node.value.replace(/\s+/g, ' '))
    else if (node.type === 'root') walkAll(node.children, place)
    else if (node.type !== 'element' || isInvisible(node) || drops(node)) return
    else if (node.tagName === 'br') add('\n')
    else if (node.tagName === 'img') add(` ${attribute(node, 'alt')} `)
    else if (inline.has(node.tagName)) {
      if (isBlank) name(node)
      walkAll(node.children, place)
    } else walkBlock(node, place)
  }

  const top: Place = { kind: 'paragraph', indent: '' }
  walk(root, top)
  flush(top)
  return blocks
}
