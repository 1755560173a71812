import type { Block } from './blocks.ts'
import { cleanLine, cleanProse } from './clean-text.ts'
import { documentOf, type ExtractedDocument } from './extracted-document.ts'
import { hiddenTextWarning } from './hidden-text-warning.ts'
import { Refusal } from './refusal.ts'
import { applyLooks, isUnseenRtf, openRtfColours, plainLooks, type RtfLooks } from './rtf-looks.ts'
import { type RtfToken, readRtfTokens } from './rtf-tokens.ts'
import { type Cell, rowLines } from './table-rows.ts'

/** Groups that hold no text of the document: fonts, pictures, headers, fields' instructions, objects. */
const leftOut = new Set(
  'fonttbl listtable listoverridetable rsidtbl generator pict object header headerl headerr headerf footer footerl footerr footerf fldinst themedata colorschememapping latentstyles datastore xmlnstbl annotation atnid atnauthor bkmkstart bkmkend filetbl revtbl pgdsctbl'.split(
    ' ',
  ),
)

const letters: Record<string, string> = {
  tab: ' ',
  line: '\n',
  emdash: '—',
  endash: '–',
  bullet: '•',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  '~': ' ',
  _: '-',
}

/** What holds inside a group and ends with it. */
interface State {
  /** `text`, or where text goes else: a style's name, the title, the colours' table, nowhere. */
  goes: 'text' | 'style' | 'title' | 'info' | 'colours' | 'nowhere'
  looks: RtfLooks
  style: number
}

/** Code pages of `\ansicpg` that Node's decoder knows; a document of another is read as Windows-1252. */
function decoderOf(page: number): InstanceType<typeof TextDecoder> {
  const name =
    page === 10000 ? 'macintosh' : page === 65001 ? 'utf-8' : page === 932 ? 'shift_jis' : `windows-${page}`
  try {
    return new TextDecoder(name)
  } catch {
    return new TextDecoder('windows-1252')
  }
}

/** Reads RTF: paragraphs, headings by their styles' names, tables; what is hidden or a picture is left out. */
export function extractRtf(bytes: Uint8Array): ExtractedDocument {
  const blocks: Block[] = []
  const headings = new Map<number, number>()
  const stack: State[] = []
  let state: State = { goes: 'text', looks: { ...plainLooks }, style: 0 }
  const colours = openRtfColours()
  let decoder = decoderOf(1252)
  let text = ''
  let title = ''
  let styleName = ''
  let row: Cell[] = []
  let rows: Cell[][] = []
  let inTable = false
  let inShadedRow = false
  let onPaper = true
  let outline = 0
  let group = 0
  const hidden: string[] = []
  let encoded: number[] = []

  function put(piece: string): void {
    if (state.goes === 'style') styleName += piece
    else if (state.goes === 'title') title += piece
    else if (state.goes === 'colours') for (const _ of piece.match(/;/g) ?? []) colours.end()
    else if (state.goes === 'text' && isUnseenRtf(state.looks, colours, onPaper && !(inTable && inShadedRow)))
      hidden.push(piece)
    else if (state.goes === 'text') text += piece
  }

  /** Letters in the document's code page are decoded together: some take two bytes. */
  function putEncoded(): void {
    if (encoded.length === 0) return
    put(decoder.decode(Uint8Array.from(encoded)))
    encoded = []
  }

  function endTable(): void {
    group++
    for (const line of rowLines(rows)) blocks.push({ kind: 'table-row', text: line, group })
    rows = []
  }

  function endParagraph(): void {
    if (inTable) {
      text += ' '
      return
    }
    if (rows.length > 0) endTable()
    const level = outline || headings.get(state.style) || 0
    const prose = level > 0 ? cleanLine(text) : cleanProse(text)
    text = ''
    if (prose === '') return
    if (level > 0) blocks.push({ kind: 'heading', level: Math.min(level, 6), text: prose })
    else if (/^[•·‣▪-]\s/u.test(prose))
      blocks.push({ kind: 'list-item', text: `- ${prose.slice(1).trim()}`, group: group + 1 })
    else {
      group++
      blocks.push({ kind: 'paragraph', text: prose })
    }
  }

  function control(word: string, value: number | null): void {
    applyLooks(state.looks, word, value)
    if (word === 'trowd') inShadedRow = false
    if (word === 'background') onPaper = false
    if (/^cl(?:cbpat|cfpat|shdng)(?:raw)?$/.test(word)) inShadedRow ||= value !== 0
    if (word === 'ansicpg') decoder = decoderOf(value ?? 1252)
    else if (word === 'stylesheet') state.goes = 'style'
    else if (word === 'info') state.goes = 'info'
    else if (word === 'title' && state.goes === 'info') state.goes = 'title'
    else if (leftOut.has(word)) state.goes = 'nowhere'
    else if (word === 'colortbl') state.goes = 'colours'
    else if (state.goes === 'colours') colours.add(word, value)
    else if (word === 's') state.style = value ?? 0
    else if (word === 'outlinelevel') outline = (value ?? 0) + 1
    else if (word === 'pard') {
      inTable = false
      outline = 0
      state.style = 0
    } else if (word === 'intbl') inTable = true
    else if (state.goes === 'text' && (word === 'par' || word === 'sect' || word === 'page')) endParagraph()
    else if (state.goes === 'text' && word === 'cell') {
      row.push({ text: cleanLine(text), heading: false })
      text = ''
    } else if (state.goes === 'text' && word === 'row') {
      rows.push(row)
      row = []
      inTable = false
    } else if (letters[word] !== undefined) put(letters[word] ?? '')
  }

  function read(token: RtfToken): void {
    if (token.kind !== 'byte') putEncoded()
    if (token.kind === 'open') {
      if (stack.length > 1000)
        throw new Refusal('too_complex', { fr: 'fichier trop complexe', en: 'file too complex' })
      stack.push({ ...state, looks: { ...state.looks } })
    } else if (token.kind === 'close') {
      if (state.goes === 'style' && stack.at(-1)?.goes === 'style') endStyle()
      state = stack.pop() ?? state
    } else if (token.kind === 'control') control(token.word, token.value)
    else if (token.kind === 'ignorable') state.goes = 'nowhere'
    else if (token.kind === 'letter') put(token.text)
    else if (token.kind === 'byte') encoded.push(token.byte)
  }

  /** `heading 2;` and `Titre 2;`, as Word names them in its languages. */
  function endStyle(): void {
    const level = /^\s*(?:heading|titre|überschrift|título)\s*([1-6])/i.exec(styleName)?.[1]
    if (level) headings.set(state.style, Number(level))
    styleName = ''
  }

  for (const token of readRtfTokens(bytes)) read(token)
  putEncoded()
  inTable = false
  endParagraph()
  if (rows.length > 0) endTable()
  return documentOf(blocks, {
    propertyTitle: cleanLine(title) || null,
    warnings: hiddenTextWarning([hidden.join('')]),
  })
}
