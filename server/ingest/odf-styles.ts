import { looksAlike, toColour } from './colours.ts'
import type { XmlHandlers } from './read-xml.ts'

/** Which styles of an OpenDocument hide what is set in them. */
export interface OdfStyles {
  handlers: XmlHandlers
  /** By a style's name; false for none. */
  hides(name: string | undefined): boolean
}

interface OdfStyle {
  parent: string | undefined
  hidden: boolean
  colour: string | undefined
  ground: string | undefined
}

/** Colours say something only where both are written in the style: what is around a text is not known here. */
function isSameColour({ colour, ground }: OdfStyle): boolean {
  const [one, other] = [toColour(colour ?? ''), toColour(ground ?? '')]
  return one !== null && other !== null && looksAlike(one, other)
}

/** Reads the styles of an OpenDocument as its parts come: give its `handlers` to readXml first. */
export function openOdfStyles(): OdfStyles {
  const styles = new Map<string, OdfStyle>()
  let current: OdfStyle | undefined
  return {
    handlers: {
      open(name, attributes) {
        if (name === 'style:style') {
          current = {
            parent: attributes['style:parent-style-name'],
            hidden: false,
            colour: undefined,
            ground: undefined,
          }
          styles.set(attributes['style:name'] ?? '', current)
        }
        if (!current) return
        if (name === 'style:text-properties') {
          if (attributes['text:display'] === 'none') current.hidden = true
          current.colour = attributes['fo:color']
          current.ground = attributes['fo:background-color'] ?? current.ground
          if (
            /^0*\.?\d?(?:pt|cm)$/.test(attributes['fo:font-size'] ?? '') &&
            Number.parseFloat(attributes['fo:font-size'] ?? '') <= 1
          )
            current.hidden = true
        }
        if (name === 'style:paragraph-properties') current.ground ??= attributes['fo:background-color']
        if (name === 'style:table-properties' && attributes['table:display'] === 'false')
          current.hidden = true
        if (name === 'style:drawing-page-properties' && attributes['presentation:visibility'] === 'hidden')
          current.hidden = true
      },
      close(name) {
        if (name === 'style:style') current = undefined
      },
    },
    hides(name) {
      let style = styles.get(name ?? '')
      for (let depth = 0; style && depth < 20; depth++) {
        if (style.hidden || isSameColour(style)) return true
        style = styles.get(style.parent ?? '')
      }
      return false
    },
  }
}
