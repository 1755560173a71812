import { SaxesParser } from 'saxes'
import { Refusal } from './refusal.ts'

/** What is told of an XML file as it is read. Names are as written, prefix included. */
export interface XmlHandlers {
  open?(name: string, attributes: Record<string, string>): void
  text?(text: string): void
  close?(name: string): void
}

/** Elements inside one another, at most: office programs write fewer than forty. */
const maximumDepth = 500

/** The name without its prefix: programs are free to choose prefixes. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

/** An attribute by its local name, '' when absent. */
export function localAttribute(attributes: Record<string, string>, local: string): string {
  const own = attributes[local]
  if (own !== undefined) return own
  const name = Object.keys(attributes).find(key => localName(key) === local)
  return name === undefined ? '' : (attributes[name] ?? '')
}

function encodingOf(first: Uint8Array): string {
  if ((first[0] === 0xff && first[1] === 0xfe) || first[1] === 0) return 'utf-16le'
  if ((first[0] === 0xfe && first[1] === 0xff) || first[0] === 0) return 'utf-16be'
  return 'utf-8'
}

/**
 * Reads XML as it comes, holding none of it. A document type is refused, so there is no entity to expand and none to
 * fetch. Throws Refusal `corrupt` when it is not well-formed, `too_complex` on a document type or at 500 levels.
 */
export async function readXml(chunks: AsyncIterable<Uint8Array>, handlers: XmlHandlers): Promise<void> {
  const parser = new SaxesParser<{ position: false; xmlns: false }>({ position: false, xmlns: false })
  let depth = 0
  parser.on('error', cause => {
    throw new Refusal(
      'corrupt',
      { fr: 'fichier abîmé : XML incorrect', en: 'damaged file: wrong XML' },
      cause,
    )
  })
  parser.on('doctype', () => {
    throw new Refusal('too_complex', {
      fr: 'fichier refusé : il contient une déclaration DOCTYPE',
      en: 'file refused: it holds a DOCTYPE declaration',
    })
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (++depth > maximumDepth)
      throw new Refusal('too_complex', {
        fr: 'fichier trop complexe : trop d’éléments imbriqués',
        en: 'file too complex: too many elements inside one another',
      })
    handlers.open?.(name, attributes)
  })
  parser.on('closetag', ({ name }) => {
    depth--
    handlers.close?.(name)
  })
  parser.on('text', text => handlers.text?.(text))
  parser.on('cdata', text => handlers.text?.(text))
  let decoder: InstanceType<typeof TextDecoder> | undefined
  for await (const chunk of chunks) {
    decoder ??= new TextDecoder(encodingOf(chunk))
    parser.write(decoder.decode(chunk, { stream: true }))
  }
  parser.close()
}
