import type { Element } from 'hast'
import { looksAlike, toColour } from './colours.ts'
import { openDisclosures } from './html-disclosure.ts'
import { attribute, type HtmlNode, lineText, neverText, rawText } from './html-element.ts'
import { isHidden, styleOf } from './html-style.ts'

/** Its text is written in the colour of what it stands on, as far as the page itself says both. */
function isInvisibleColour(colour: string | null, ground: string | null): boolean {
  if (colour === null || ground === null) return false
  if (colour === 'transparent') return true
  const [one, other] = [toColour(colour), toColour(ground)]
  return one && other ? looksAlike(one, other) : colour === ground
}

interface Colours {
  colour: string | null
  ground: string | null
}

function coloursOf(element: Element, style: ReadonlyMap<string, string>, above: Colours): Colours {
  const ground =
    style.get('background-color') ??
    style.get('background')?.split(/\s+(?![^(]*\))/)[0] ??
    attribute(element, 'bgColor')
  const colour = style.get('color') ?? (element.tagName === 'font' ? attribute(element, 'color') : '')
  return { colour: colour || above.colour, ground: ground || above.ground }
}

/** Texts looked for in the whole page: the report shows how they begin. */
const mostCompared = 50

/** Runs of letters and digits, to look for a text in another one. */
const bare = (text: string) =>
  ` ${
    text
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.join(' ') ?? ''
  } `

/**
 * `aria-hidden` marks what would disturb when read aloud: the names of icons, the second of two like texts. Whatever else it
 * takes away is told.
 */
function worthTelling(silent: ReadonlySet<string>, root: HtmlNode): string[] {
  const said = [...silent].filter(text => /\p{N}|[\p{L}]\S*\s+\S*[\p{L}]/u.test(text.trim()))
  if (said.length === 0) return []
  const page = bare('children' in root ? root.children.map(lineText).join(' ') : '')
  return said.slice(0, mostCompared).filter(text => !page.includes(bare(text)))
}

/**
 * Takes out of a page what its own attributes and styles hide from the eye (`hidden`, `display: none`, no size, no opacity,
 * far outside, in the colour of the ground) and returns the texts; what a visible control opens is opened first. Style sheets are
 * not looked at: pages hide with them what a click shows. `ignores`: parts of the page that are no part of the document, whose
 * hidden texts nobody needs to know.
 */
export function takeHidden(root: HtmlNode, ignores: (element: Element) => boolean): string[] {
  const texts: string[] = []
  const silent = new Set<string>()
  openDisclosures(root)

  function walk(node: HtmlNode, above: Colours): void {
    if (!('children' in node)) return
    const kept = node.children.filter(child => {
      if (child.type === 'text') {
        if (!isInvisibleColour(above.colour, above.ground) || child.value.trim() === '') return true
        texts.push(child.value)
        return false
      }
      if (child.type !== 'element' || neverText.has(child.tagName) || ignores(child)) return true
      const style = styleOf(child)
      if (isHidden(child, style)) {
        texts.push(rawText(child))
        return false
      }
      if (attribute(child, 'ariaHidden') === 'true') {
        // It stays, unread: a heading's link to itself is often such a one.
        silent.add(rawText(child))
        return true
      }
      walk(child, coloursOf(child, style, above))
      return true
    })
    node.children = kept as typeof node.children
  }

  walk(root, { colour: null, ground: null })
  return [...texts, ...worthTelling(silent, root)]
    .map(text => text.replace(/\s+/g, ' ').trim())
    .filter(text => text !== '')
}
