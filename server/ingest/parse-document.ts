import { type Block, joinBlocks } from './blocks.ts'
import { removeHiddenCharacters } from './clean-text.ts'
import type { CountTokens } from './count-tokens.ts'
import { decodeText } from './decode-text.ts'
import { detectDocumentLanguage } from './detect-document-language.ts'
import { type DocumentReport, reportDocument } from './document-report.ts'
import { extractHtml, type WebLocation } from './extract-html.ts'
import { extractMarkdown } from './extract-markdown.ts'
import { extractText } from './extract-text.ts'
import type { ExtractedDocument } from './extracted-document.ts'
import { checkContent, type FileType } from './file-type.ts'
import { hiddenTextWarning } from './hidden-text-warning.ts'
import { refuseLongMarkup } from './markup-limit.ts'
import { pairChunks } from './pair-chunks.ts'
import { Refusal } from './refusal.ts'
import { type Chunk, splitDocument } from './split-document.ts'
import { tagMessages } from './tag-characters.ts'
import { unreadableWarning } from './unreadable-letters.ts'
import type { PageSignals } from './web/page-signals.ts'

/** A document as it is stored, but for what the caller knows of it. */
export interface ParsedDocument {
  title: string
  language: string | null
  url: string | null
  category: string | null
  tags: string[]
  priority: number | null
  validFrom: string | null
  validUntil: string | null
  pages: number | null
  report: DocumentReport
  /** What a page of the web says to whoever came over a link; null for files. */
  page: PageSignals | null
  /** The whole extracted text, which chunks quote. */
  text: string
  chunks: Chunk[]
}

interface FileToParse {
  type: FileType
  filename: string
  bytes: Uint8Array
  /** Where it was found, when that is on the web. */
  location?: WebLocation | undefined
}

async function extract(
  { type, bytes, location }: FileToParse,
  onProgress: () => void,
): Promise<ExtractedDocument> {
  if (type === 'markdown') return extractMarkdown(bytes)
  if (type === 'html') return extractHtml(bytes, location)
  if (type === 'text') return extractText(bytes)
  // Each takes some 100 ms to load, and many runs need none of them.
  if (type === 'pdf') return (await import('./extract-pdf.ts')).extractPdf(bytes, onProgress)
  if (type === 'image') return (await import('./extract-image.ts')).extractImage(bytes)
  if (type === 'docx') return (await import('./extract-docx.ts')).extractDocx(bytes)
  if (type === 'xlsx') return (await import('./extract-xlsx.ts')).extractXlsx(bytes)
  if (type === 'pptx') return (await import('./extract-pptx.ts')).extractPptx(bytes)
  if (type === 'rtf') return (await import('./extract-rtf.ts')).extractRtf(bytes)
  if (type === 'epub') return (await import('./extract-epub.ts')).extractEpub(bytes)
  if (type === 'csv') return (await import('./extract-csv.ts')).extractCsv(bytes)
  return (await import('./extract-odf.ts')).extractOdf(bytes)
}

/** `tunnel-de-vente_2024.md` → `Tunnel de vente 2024`. */
function titleOfFile(filename: string): string {
  const words = removeHiddenCharacters(filename.replace(/\.[^.]+$/, ''))
    .replace(/[-_.\s]+/g, ' ')
    .trim()
  return words === '' ? filename : words.charAt(0).toUpperCase() + words.slice(1)
}

const maximumTitle = 300

function titleOf(
  document: ExtractedDocument,
  blocks: readonly Block[],
  { type, filename }: FileToParse,
): string {
  // A workbook's headings are its sheets' names.
  const isWorkbook = type === 'xlsx' || type === 'ods'
  const heading = isWorkbook ? undefined : blocks.find(block => block.kind === 'heading')?.text
  const title = document.title ?? heading ?? document.propertyTitle ?? titleOfFile(filename)
  return removeHiddenCharacters(title).replace(/\s+/g, ' ').trim().slice(0, maximumTitle)
}

/** Bytes that are letters, in an encoding that has to be found. */
const isPlainText = (type: FileType) => /^(text|markdown|html|csv)$/.test(type)

/** What a text says in letters that nobody can see; the other formats' texts are not looked at before they are cleaned. */
function hiddenMessages({ type, bytes }: FileToParse): string[] {
  return isPlainText(type) ? tagMessages(decodeText(bytes)) : []
}

/** Mostly replacement characters: bytes that are no text. */
function isGarbled(text: string): boolean {
  const sample = text.slice(0, 50_000)
  const wrong = sample.match(/\uFFFD/g)?.length ?? 0
  return wrong > sample.length * 0.3
}

/** The text and its chunks: of what is no pair by its structure, of pairs one each. */
function splitWithPairs(document: ExtractedDocument, countTokens: CountTokens) {
  const pairs = document.blocks.flatMap(({ pair }) => pair ?? [])
  const others = document.blocks.filter(({ pair }) => !pair)
  // A sheet of pairs leaves its name, which says nothing by itself.
  const isRest = pairs.length > 0 && others.every(({ kind }) => kind === 'heading')
  const extracted = joinBlocks(isRest ? [] : others)
  const chunks = splitDocument({ ...extracted, slides: document.slides }, countTokens)
  const {
    text,
    chunks: own,
    warnings,
  } = pairChunks(pairs, {
    from: extracted.text.length,
    index: chunks.length,
    countTokens,
  })
  return { extracted: { text: extracted.text + text }, chunks: [...chunks, ...own], warnings }
}

/**
 * Reads one file's bytes into chunks. Pure but for loading parsers. Throws Refusal when there is nothing to
 * read, with the reason. `onProgress` is called by readers that have much to do, so that the clock counts from there.
 */
export async function parseDocument(
  file: FileToParse,
  countTokens: CountTokens,
  onProgress: () => void = () => {},
): Promise<ParsedDocument> {
  checkContent(file.type, file.bytes)
  refuseLongMarkup(file.type, file.bytes)
  const document = await extract(file, onProgress)
  // What follows takes a time that grows with the text, whoever wrote the file.
  onProgress()
  const { extracted, chunks, warnings } = splitWithPairs(document, countTokens)
  if (!/[\p{L}\p{N}]/u.test(extracted.text))
    throw new Refusal('empty', { fr: 'aucun texte dans ce fichier', en: 'no text in this file' })
  if (isGarbled(extracted.text))
    throw new Refusal('corrupt', {
      fr: 'texte illisible : les caractères ne correspondent à aucune écriture',
      en: 'unreadable text: its characters are no writing',
    })
  onProgress()
  return {
    title: titleOf(document, document.blocks, file),
    language: document.language ?? detectDocumentLanguage(extracted.text),
    url: document.url,
    category: document.category,
    tags: document.tags,
    priority: document.priority,
    validFrom: document.validFrom,
    validUntil: document.validUntil,
    pages: document.pages,
    page: document.page,
    report: reportDocument(extracted.text, chunks, [
      ...document.warnings,
      ...warnings,
      ...hiddenTextWarning(hiddenMessages(file)),
      ...unreadableWarning(isPlainText(file.type) ? extracted.text : ''),
    ]),
    text: extracted.text,
    chunks,
  }
}
