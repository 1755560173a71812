import { type Block, joinBlocks } from './blocks.ts'
import { removeHiddenCharacters } from './clean-text.ts'
import type { CountTokens } from './count-tokens.ts'
import { detectDocumentLanguage } from './detect-document-language.ts'
import { type DocumentReport, reportDocument } from './document-report.ts'
import { extractHtml } from './extract-html.ts'
import { extractMarkdown } from './extract-markdown.ts'
import { extractText } from './extract-text.ts'
import type { ExtractedDocument } from './extracted-document.ts'
import { checkContent, type FileType } from './file-type.ts'
import { Refusal } from './refusal.ts'
import { type Chunk, splitDocument } from './split-document.ts'

/** A document as it is stored, but for what the caller knows of it. */
export interface ParsedDocument {
  title: string
  language: string | null
  url: string | null
  category: string | null
  tags: string[]
  pages: number | null
  report: DocumentReport
  /** The whole extracted text, which chunks quote. */
  text: string
  chunks: Chunk[]
}

interface FileToParse {
  type: FileType
  filename: string
  bytes: Uint8Array
}

async function extract({ type, bytes }: FileToParse, onProgress: () => void): Promise<ExtractedDocument> {
  if (type === 'markdown') return extractMarkdown(bytes)
  if (type === 'html') return extractHtml(bytes)
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

/** Mostly replacement characters: bytes that are no text. */
function isGarbled(text: string): boolean {
  const sample = text.slice(0, 50_000)
  const wrong = sample.match(/\uFFFD/g)?.length ?? 0
  return wrong > sample.length * 0.3
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
  const document = await extract(file, onProgress)
  const extracted = joinBlocks(document.blocks)
  if (!/[\p{L}\p{N}]/u.test(extracted.text))
    throw new Refusal('empty', { fr: 'aucun texte dans ce fichier', en: 'no text in this file' })
  if (isGarbled(extracted.text))
    throw new Refusal('corrupt', {
      fr: 'texte illisible : les caractères ne correspondent à aucune écriture',
      en: 'unreadable text: its characters are no writing',
    })
  const chunks = splitDocument(extracted, countTokens)
  return {
    title: titleOf(document, document.blocks, file),
    language: document.language ?? detectDocumentLanguage(extracted.text),
    url: document.url,
    category: document.category,
    tags: document.tags,
    pages: document.pages,
    report: reportDocument(extracted.text, chunks, document.warnings),
    text: extracted.text,
    chunks,
  }
}
