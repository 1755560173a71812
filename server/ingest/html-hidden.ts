import type { Element } from 'hast'
import { looksAlike, toColour } from './colours.ts'
import { attribute, type HtmlNode, neverText, rawText } from './html-element.ts'

/** An element's own style, by property. */
function styleOf(element: Element): Map<string, string> {
  const style = new Map<string, string>()
  for (const declaration of attribute(element, 'style').split(';')) {
    const colon = declaration.indexOf(':')
    if (colon > 0)
      style.set(
        declaration.slice(0, colon).trim().toLowerCase(),
        declaration
          .slice(colon + 1)
          .replace(/!important/i, '')
          .trim()
          .toLowerCase(),
      )
  }
  return style
}

const isZero = (value: string) => /^0*\.?0*(?:px|pt|em|rem|%)?$/.test(value) && /0/.test(value)

/** Sizes nobody reads: nothing, a pixel, a hundredth of a letter. */
function isTiny(size: string): boolean {
  const [, number = '', unit = ''] = /^([\d.]+)(px|pt|em|rem|%)$/.exec(size) ?? []
  const most = { px: 1, pt: 1, em: 0.1, rem: 0.1, '%': 10 }[unit]
  return isZero(size) || (most !== undefined && Number(number) <= most)
}

const isFarAway = (value: string) => /^-\d{3,}(?:\.\d+)?(?:px|em|rem|pt|vw|%)?$/.test(value)

function isHiddenByStyle(style: ReadonlyMap<string, string>): boolean {
  const value = (name: string) => style.get(name) ?? ''
  if (value('display') === 'none' || /^(hidden|collapse)$/.test(value('visibility'))) return true
  if (style.has('opacity') && Number.parseFloat(value('opacity')) <= 0.05) return true
  if (style.has('font-size') && isTiny(value('font-size'))) return true
  if (
    /^(absolute|fixed)$/.test(value('position')) &&
    ['left', 'top', 'right', 'bottom'].some(side => isFarAway(value(side)))
  )
    return true
  if (isFarAway(value('text-indent'))) return true
  const flat = ['width', 'height', 'max-width', 'max-height'].some(
    side => style.has(side) && isZero(value(side)),
  )
  return flat && /hidden|clip/.test(value('overflow'))
}

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

/**
 * Takes out of a page what its own attributes and styles hide from the eye (`hidden`, `display: none`, no size, no opacity,
 * far outside, in the colour of the ground) and returns the texts. Style sheets are not looked at: pages hide with them
 * what a click shows. `ignores`: parts of the page that are no part of the document, whose hidden texts nobody needs to know.
 */
export function takeHidden(root: HtmlNode, ignores: (element: Element) => boolean): string[] {
  const texts: string[] = []

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
      if ('hidden' in child.properties && child.properties.hidden !== false ? true : isHiddenByStyle(style)) {
        texts.push(rawText(child))
        return false
      }
      walk(child, coloursOf(child, style, above))
      return true
    })
    node.children = kept as typeof node.children
  }

  walk(root, { colour: null, ground: null })
  return texts.map(text => text.replace(/\s+/g, ' ').trim()).filter(text => text !== '')
}
