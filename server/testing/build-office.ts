import { buildZip, type ZipPart } from './build-zip.ts'

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const types = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** A `.rels` part: each relation's id, the last word of its type, its target. */
export function relationsPart(
  name: string,
  relations: readonly (readonly [id: string, kind: string, target: string])[],
): ZipPart {
  const items = relations.map(
    ([id, kind, target]) => `<Relationship Id="${id}" Type="${types}/${kind}" Target="${target}"/>`,
  )
  return {
    name,
    content: `${xml}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${items.join('')}</Relationships>`,
  }
}

function withParts(own: readonly ZipPart[], parts: readonly ZipPart[]): Uint8Array<ArrayBuffer> {
  return buildZip([...own.filter(({ name }) => !parts.some(part => part.name === name)), ...parts])
}

/** A sheet of a workbook: its rows of texts and numbers, or the XML inside `<worksheet>`. */
export interface BuiltSheet {
  name: string
  rows: readonly (readonly (string | number | null)[])[] | string
  hidden?: boolean
}

const escapeXml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

function sheetXml(rows: BuiltSheet['rows']): string {
  if (typeof rows === 'string') return rows
  const cell = (value: string | number | null) => {
    if (value === null) return '<c/>'
    return typeof value === 'number'
      ? `<c><v>${value}</v></c>`
      : `<c t="inlineStr"><is><t>${escapeXml(value)}</t></is></c>`
  }
  return `<sheetData>${rows.map(row => `<row>${row.map(cell).join('')}</row>`).join('')}</sheetData>`
}

/** A workbook; `parts` are added to the archive or replace what is in it. */
export function buildXlsx(
  sheets: readonly BuiltSheet[],
  parts: readonly ZipPart[] = [],
): Uint8Array<ArrayBuffer> {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
  const listed = sheets.map(
    ({ name, hidden }, index) =>
      `<sheet name="${escapeXml(name)}" sheetId="${index + 1}"${hidden ? ' state="hidden"' : ''} r:id="rId${index + 1}"/>`,
  )
  const own: ZipPart[] = [
    relationsPart('_rels/.rels', [['rId1', 'officeDocument', 'xl/workbook.xml']]),
    {
      name: 'xl/workbook.xml',
      content: `${xml}<workbook xmlns="${main}" xmlns:r="${types}"><sheets>${listed.join('')}</sheets></workbook>`,
    },
    relationsPart('xl/_rels/workbook.xml.rels', [
      ...sheets.map(
        (_, index) => [`rId${index + 1}`, 'worksheet', `worksheets/sheet${index + 1}.xml`] as const,
      ),
      ['rIdStrings', 'sharedStrings', 'sharedStrings.xml'],
      ['rIdStyles', 'styles', '/xl/styles.xml'],
    ]),
    ...sheets.map(({ rows }, index) => ({
      name: `xl/worksheets/sheet${index + 1}.xml`,
      content: `${xml}<worksheet xmlns="${main}">${sheetXml(rows)}</worksheet>`,
    })),
  ]
  return withParts(own, parts)
}

/** A shape of a slide: what it is for (`title`, `body`), '' for a text box, and its paragraphs. */
export function slideShape(placeholder: string, paragraphs: readonly string[]): string {
  const texts = paragraphs.map(text => `<a:p><a:r><a:t>${escapeXml(text)}</a:t></a:r></a:p>`).join('')
  const kind = placeholder === '' ? '' : `<p:ph type="${placeholder}"/>`
  return `<p:sp><p:nvSpPr><p:nvPr>${kind}</p:nvPr></p:nvSpPr><p:txBody>${texts}</p:txBody></p:sp>`
}

/** A presentation: each slide's shapes, its speaker notes and whether it is shown. */
export function buildPptx(
  slides: readonly { shapes: string; notes?: string; hidden?: boolean }[],
  parts: readonly ZipPart[] = [],
): Uint8Array<ArrayBuffer> {
  const names = `xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="${types}"`
  const own: ZipPart[] = [
    relationsPart('_rels/.rels', [['rId1', 'officeDocument', 'ppt/presentation.xml']]),
    {
      name: 'ppt/presentation.xml',
      content: `${xml}<p:presentation ${names}><p:sldIdLst>${slides.map((_, index) => `<p:sldId id="${256 + index}" r:id="rId${index + 1}"/>`).join('')}</p:sldIdLst></p:presentation>`,
    },
    relationsPart(
      'ppt/_rels/presentation.xml.rels',
      slides.map((_, index) => [`rId${index + 1}`, 'slide', `slides/slide${index + 1}.xml`] as const),
    ),
    ...slides.flatMap(({ shapes, notes, hidden }, index) => [
      {
        name: `ppt/slides/slide${index + 1}.xml`,
        content: `${xml}<p:sld ${names}${hidden ? ' show="0"' : ''}><p:cSld><p:spTree>${shapes}</p:spTree></p:cSld></p:sld>`,
      },
      ...(notes === undefined
        ? []
        : [
            relationsPart(`ppt/slides/_rels/slide${index + 1}.xml.rels`, [
              ['rId1', 'notesSlide', `../notesSlides/notesSlide${index + 1}.xml`],
            ]),
            {
              name: `ppt/notesSlides/notesSlide${index + 1}.xml`,
              content: `${xml}<p:notes ${names}><p:cSld><p:spTree>${slideShape('body', [notes])}${slideShape('sldNum', ['7'])}</p:spTree></p:cSld></p:notes>`,
            },
          ]),
    ]),
  ]
  return withParts(own, parts)
}

/** An OpenDocument file around the XML inside `<office:body>`. */
export function buildOdf(body: string, parts: readonly ZipPart[] = []): Uint8Array<ArrayBuffer> {
  const names = ['office', 'text', 'table', 'drawing', 'presentation']
    .map(
      name =>
        `xmlns:${name === 'drawing' ? 'draw' : name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`,
    )
    .join(' ')
  const own: ZipPart[] = [
    {
      name: 'content.xml',
      content: `${xml}<office:document-content ${names}><office:body>${body}</office:body></office:document-content>`,
    },
  ]
  return withParts(own, parts)
}
