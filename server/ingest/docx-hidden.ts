import { SaxesParser } from 'saxes'
import { looksAlike, toColour } from './colours.ts'
import { localAttribute, localName } from './read-xml.ts'

/** What decides whether letters of a Word document are seen; undefined: not said here. */
export interface Looks {
  vanish?: boolean
  colour?: string
  /** Half points. */
  size?: number
  /** What they stand on; `unknown`: a pattern, a mark, a table's style. */
  ground?: string
  style?: string
}

/** Looks of the document's styles, by id, with those they are based on. */
export type DocxStyles = ReadonlyMap<string, Looks>

const isOn = (attributes: Record<string, string>) =>
  !/^(0|false|off)$/.test(localAttribute(attributes, 'val'))

function readLook(looks: Looks, name: string, attributes: Record<string, string>): void {
  const value = localAttribute(attributes, 'val')
  if (name === 'vanish') looks.vanish = isOn(attributes)
  else if (name === 'color') looks.colour = value
  else if (name === 'sz') looks.size = Number(value)
  else if (name === 'highlight') looks.ground = value === 'none' ? '' : value
  else if (name === 'rStyle' || name === 'pStyle') looks.style = value
  else if (name === 'shd') {
    const fill = localAttribute(attributes, 'fill')
    // A colour of the theme, whose value is not written beside it.
    const isThemed = fill === 'auto' && localAttribute(attributes, 'themeFill') !== ''
    const plain = fill === 'auto' ? '' : fill
    looks.ground = /^(clear|nil)?$/.test(value) && !isThemed ? plain : 'unknown'
  }
}

function openParser(): SaxesParser<{ position: false; xmlns: false }> {
  const parser = new SaxesParser<{ position: false; xmlns: false }>({ position: false, xmlns: false })
  parser.on('error', cause => {
    throw cause
  })
  return parser
}

/** Reads the styles that matter here out of the part that holds them; none out of any other. */
export function readDocxStyles(xml: string): DocxStyles {
  if (!/<(?:[^\s<>:/]+:)?style[\s>]/.test(xml)) return new Map()
  const styles = new Map<string, Looks & { basedOn?: string }>()
  let current: (Looks & { basedOn?: string }) | undefined
  const parser = openParser()
  parser.on('opentag', ({ name, attributes }) => {
    const local = localName(name)
    if (local === 'style') {
      current = {}
      styles.set(localAttribute(attributes, 'styleId'), current)
    } else if (current && local === 'basedOn') current.basedOn = localAttribute(attributes, 'val')
    else if (current) readLook(current, local, attributes)
  })
  parser.on('closetag', ({ name }) => {
    if (localName(name) === 'style') current = undefined
  })
  parser.write(xml).close()
  const resolve = (id: string, depth = 0): Looks => {
    const { basedOn, ...own } = styles.get(id) ?? {}
    return basedOn !== undefined && depth < 20 ? { ...resolve(basedOn, depth + 1), ...own } : own
  }
  return new Map([...styles.keys()].map(id => [id, resolve(id)]))
}

/** Can there be anything hidden at all? Most documents need no second look. */
const maybeHidden = /vanish|<[^>]*color [^>]*val="[^"]|<[^>]*sz [^>]*val="[0-3]"/

function isUnseen(run: Looks, paragraph: Looks, around: string | undefined, styles: DocxStyles): boolean {
  const from = (name: keyof Looks) =>
    run[name] ?? styles.get(run.style ?? '')?.[name] ?? styles.get(paragraph.style ?? '')?.[name]
  if (from('vanish') === true) return true
  const size = from('size')
  if (typeof size === 'number' && size <= 2) return true
  const colour = toColour(String(from('colour') ?? ''))
  const ground =
    run.ground ||
    styles.get(run.style ?? '')?.ground ||
    paragraph.ground ||
    styles.get(paragraph.style ?? '')?.ground ||
    around
  const under = ground === undefined || ground === '' ? '#ffffff' : toColour(ground)
  return colour !== null && under !== null && looksAlike(colour, under)
}

const escapeText = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const escapeValue = (text: string) =>
  escapeText(text)
    .replaceAll('"', '&quot;')
    .replace(/[\n\t\r]/g, letter => `&#${letter.charCodeAt(0)};`)

/**
 * A part of a Word document without the runs that nobody sees in it (hidden letters, white on white, one point high), and
 * their texts. Letters in tables and boxes whose own style may colour the ground are taken for seen.
 */
export function removeHiddenRuns(xml: string, styles: DocxStyles): { xml: string; texts: string[] } {
  if (
    !maybeHidden.test(xml) &&
    ![...styles.values()].some(({ vanish, colour, size }) => vanish || colour || size === 2)
  )
    return { xml, texts: [] }
  const texts: string[] = []
  const above: string[] = []
  const parts: string[][] = [[]]
  const runs: { looks: Looks; text: string }[] = []
  const paragraphs: Looks[] = []
  /** Grounds of what stands around: cells, tables, boxes. */
  const grounds: (string | undefined)[] = []
  const put = (part: string) => void parts.at(-1)?.push(part)
  const parser = openParser()
  parser.on('opentag', ({ name, attributes }) => {
    const local = localName(name)
    const [parent, outer] = [above.at(-1), above.at(-2)]
    if (local === 'r') {
      runs.push({ looks: {}, text: '' })
      parts.push([])
    } else if (local === 'p') paragraphs.push({})
    else if (local === 'tc' || local === 'tbl') grounds.push(grounds.at(-1))
    else if (local === 'txbxContent') grounds.push('unknown')
    else if (local === 'tblStyle') grounds[grounds.length - 1] = 'unknown'
    else if (local === 'background') grounds.push('unknown')
    else if (parent === 'tcPr' && local === 'shd') {
      const cell: Looks = {}
      readLook(cell, local, attributes)
      grounds[grounds.length - 1] = cell.ground || grounds.at(-1)
    } else if (parent === 'rPr' && outer === 'r') readLook(runs.at(-1)?.looks ?? {}, local, attributes)
    else if (parent === 'pPr') readLook(paragraphs.at(-1) ?? {}, local, attributes)
    above.push(local)
    const values = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeValue(value)}"`)
    put(`<${name}${values.join('')}>`)
  })
  const onText = (text: string) => {
    const run = runs.at(-1)
    if (run && above.at(-1) === 't') run.text += text
    put(escapeText(text))
  }
  parser.on('text', onText)
  parser.on('cdata', onText)
  parser.on('closetag', ({ name }) => {
    const local = localName(name)
    above.pop()
    put(`</${name}>`)
    if (local === 'tc' || local === 'tbl' || local === 'txbxContent') grounds.pop()
    if (local === 'p') paragraphs.pop()
    if (local !== 'r') return
    const run = runs.pop()
    const part = parts.pop() ?? []
    const hidden =
      run && run.text.trim() !== '' && isUnseen(run.looks, paragraphs.at(-1) ?? {}, grounds.at(-1), styles)
    if (hidden) texts.push(run.text)
    else put(part.join(''))
  })
  parser.write(xml).close()
  return { xml: parts.flat().join(''), texts }
}
