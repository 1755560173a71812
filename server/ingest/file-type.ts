import { Refusal, type Words } from './refusal.ts'

/** The formats we read. */
export type FileType =
  | 'markdown'
  | 'text'
  | 'html'
  | 'csv'
  | 'pdf'
  | 'docx'
  | 'xlsx'
  | 'pptx'
  | 'odt'
  | 'ods'
  | 'odp'
  | 'rtf'
  | 'epub'
  | 'image'

const typeOfExtension: Record<string, FileType> = {
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.mdx': 'markdown',
  '.txt': 'text',
  '.text': 'text',
  '.html': 'html',
  '.htm': 'html',
  '.xhtml': 'html',
  '.pdf': 'pdf',
  '.csv': 'csv',
  '.tsv': 'csv',
  '.docx': 'docx',
  '.docm': 'docx',
  '.xlsx': 'xlsx',
  '.xlsm': 'xlsx',
  '.pptx': 'pptx',
  '.pptm': 'pptx',
  '.ppsx': 'pptx',
  '.odt': 'odt',
  '.ods': 'ods',
  '.odp': 'odp',
  '.rtf': 'rtf',
  '.epub': 'epub',
  '.png': 'image',
  '.jpg': 'image',
  '.jpeg': 'image',
  '.webp': 'image',
  '.bmp': 'image',
}

function saveAs(extension: string): Words {
  return {
    fr: `ancien format Office : enregistre le document en ${extension}`,
    en: `old Office format: save the document as ${extension}`,
  }
}

const advice: Record<string, Words> = {
  '.doc': saveAs('.docx'),
  '.xls': saveAs('.xlsx'),
  '.ppt': saveAs('.pptx'),
  '.pages': {
    fr: 'format Pages d’Apple : exporte le document en .docx ou en .pdf',
    en: 'Apple’s Pages format: export the document as .docx or .pdf',
  },
}

/** What the first bytes say a file is, for the kinds that could pass for another; null: nothing known. */
function sniff(bytes: Uint8Array): string | null {
  // Not TextDecoder's `latin1`: that is Windows-1252, where byte 0x89 is another letter.
  const head = Buffer.from(bytes.subarray(0, 1024)).toString('latin1')
  if (head.startsWith('PK\u0003\u0004') || head.startsWith('PK\u0005\u0006')) return 'zip'
  if (head.startsWith('\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1')) return 'ole'
  if (head.startsWith('{\\rtf')) return 'rtf'
  if (head.includes('%PDF-')) return 'pdf'
  if (head.startsWith('MZ') || head.startsWith('\u007fELF')) return 'programme'
  if (/^(\u0089PNG|\u00ff\u00d8\u00ff|GIF8|BM.{4}\0\0\0\0|RIFF)/s.test(head)) return 'image'
  if (['\u001f\u008b', 'Rar!', '7z\u00bc\u00af', 'BZh'].some(start => head.startsWith(start)))
    return 'archive'
  if (/^(\u00ef\u00bb\u00bf)?\s*(<!doctype html|<html|<head|<body)/i.test(head)) return 'html'
  return null
}

const nameOfContent: Record<string, Words> = {
  zip: { fr: 'une archive zip', en: 'a zip archive' },
  ole: { fr: 'un ancien fichier Office', en: 'an old Office file' },
  pdf: { fr: 'un PDF', en: 'a PDF' },
  rtf: { fr: 'un document RTF', en: 'an RTF document' },
  programme: { fr: 'un programme', en: 'a program' },
  image: { fr: 'une image', en: 'a picture' },
  archive: { fr: 'une archive compressée', en: 'a compressed archive' },
  html: { fr: 'une page HTML', en: 'an HTML page' },
}

/** Contents an extension may hold; text formats may hold anything that is not known to be something else. */
const contentOfType: Record<FileType, readonly (string | null)[]> = {
  pdf: ['pdf'],
  docx: ['zip', 'ole'],
  xlsx: ['zip', 'ole'],
  pptx: ['zip', 'ole'],
  odt: ['zip'],
  ods: ['zip'],
  odp: ['zip'],
  csv: [null],
  rtf: ['rtf'],
  epub: ['zip'],
  image: ['image'],
  html: ['html', null],
  markdown: ['html', null],
  text: ['html', null],
}

/** The type an extension (with its dot, any case) stands for; null when we do not read it. */
export function typeOfName(extension: string): FileType | null {
  return typeOfExtension[extension.toLowerCase()] ?? null
}

/** What to do with a file of this extension so that it can be read; null where we know no better. */
export function saveAdvice(extension: string): Words | null {
  return advice[extension.toLowerCase()] ?? null
}

/** Why a file of this extension is not read. */
export function unsupportedReason(extension: string): Words {
  const known = saveAdvice(extension)
  if (known) return known
  const readable = [...new Set(Object.keys(typeOfExtension))].join(' ')
  return {
    fr: `type ${extension === '' ? 'sans extension' : extension} non pris en charge (${readable})`,
    en: `type ${extension === '' ? 'without extension' : extension} not supported (${readable})`,
  }
}

/** Throws Refusal `mismatch`, `corrupt` or `empty` when a file's bytes cannot be what its name says. */
export function checkContent(type: FileType, bytes: Uint8Array): void {
  if (bytes.length === 0) throw new Refusal('empty', { fr: 'fichier vide', en: 'empty file' })
  const content = sniff(bytes)
  if (contentOfType[type].includes(content)) return
  if (content === null)
    throw new Refusal('corrupt', {
      fr: 'fichier abîmé : son contenu n’est pas ce que dit son extension',
      en: 'damaged file: its content is not what its extension says',
    })
  const { fr, en } = nameOfContent[content] ?? { fr: 'autre chose', en: 'something else' }
  throw new Refusal('mismatch', {
    fr: `le contenu ne correspond pas à l’extension : c’est ${fr}`,
    en: `the content does not match the extension: it is ${en}`,
  })
}
