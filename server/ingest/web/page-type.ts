import { extname } from 'node:path'
import { type FileType, typeOfName } from '../file-type.ts'
import { Refusal } from '../refusal.ts'

const typeOfMedia: Record<string, FileType> = {
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/plain': 'text',
  'text/markdown': 'markdown',
  'text/csv': 'csv',
  'application/pdf': 'pdf',
  'application/x-pdf': 'pdf',
  'application/rtf': 'rtf',
  'text/rtf': 'rtf',
  'application/epub+zip': 'epub',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/vnd.oasis.opendocument.spreadsheet': 'ods',
  'application/vnd.oasis.opendocument.presentation': 'odp',
}

/** What a server says of a page: its format and the encoding of its text. Throws Refusal `unsupported`. */
export function typeOfPage(
  contentType: string | undefined,
  address: string,
): { type: FileType; encoding: string | undefined } {
  const [media = '', ...parameters] = (contentType ?? '').split(';')
  const name = media.trim().toLowerCase()
  const encoding = /charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(parameters.join(';'))?.[1]
  const byName = typeOfName(extname(new URL(address).pathname))
  // Servers send Markdown and CSV as plain text, and downloads as mere bytes.
  const vague = name === '' || name === 'application/octet-stream' || name === 'binary/octet-stream'
  const precise = name === 'text/plain' && (byName === 'markdown' || byName === 'csv') ? byName : null
  const type =
    precise ?? (vague ? (byName ?? 'html') : Object.hasOwn(typeOfMedia, name) ? typeOfMedia[name] : undefined)
  if (type === undefined)
    throw new Refusal('unsupported', {
      fr: `type de page non pris en charge (${name.slice(0, 80)})`,
      en: `type of page not supported (${name.slice(0, 80)})`,
    })
  return { type, encoding }
}
