import type { Element } from 'hast'
import { attribute } from './html-element.ts'

/** An element's own style, by property. */
export function styleOf(element: Element): Map<string, string> {
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

/**
 * It begins unseen and appears when the page is scrolled to it, as page builders write it: a movement or its announcement beside
 * (Framer, Webflow, WOW), or the attribute that their script looks for.
 */
function appearsLater(element: Element, style: ReadonlyMap<string, string>): boolean {
  if ('dataWId' in element.properties || 'dataFramerAppearId' in element.properties) return true
  return [...style.keys()].some(property =>
    /^(?:-(?:webkit|moz|ms|o)-)?(?:transform|translate|will-change|transition|animation)(?:-|$)/.test(
      property,
    ),
  )
}

/** Whether an element's own style hides it from the eye for good. */
export function isHiddenByStyle(element: Element, style: ReadonlyMap<string, string>): boolean {
  // A page that shows nothing at all waits for its scripts: a guard against flicker.
  if (element.tagName === 'body' || element.tagName === 'html') return false
  const value = (name: string) => style.get(name) ?? ''
  if (value('display') === 'none') return true
  const unseen =
    /^(hidden|collapse)$/.test(value('visibility')) ||
    (style.has('opacity') && Number.parseFloat(value('opacity')) <= 0.05)
  if (unseen && !appearsLater(element, style)) return true
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

/** Whether `hidden` or its own style hides it. `hidden="until-found"` is opened by a search in the page. */
export function isHidden(element: Element, style: ReadonlyMap<string, string> = styleOf(element)): boolean {
  const { hidden } = element.properties
  if (hidden !== undefined && hidden !== false && hidden !== null && hidden !== 'until-found') return true
  return isHiddenByStyle(element, style)
}
