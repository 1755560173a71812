import { fromHtml } from 'hast-util-from-html'
import mammoth from 'mammoth'
import { cleanLine } from './clean-text.ts'
import { type DocxArchive, openDocxArchive } from './docx-archive.ts'
import { documentOf, type ExtractedDocument } from './extracted-document.ts'
import { hiddenTextWarning } from './hidden-text-warning.ts'
import { collectBlocks } from './html-blocks.ts'
import { writeLinkTargets } from './html-link-targets.ts'
import { refuseOleContainer } from './office-container.ts'
import { Refusal } from './refusal.ts'

/** Word's own styles beside those mammoth knows, in both languages Word writes them. */
const styleMap = [
  "p[style-name='Title'] => h1:fresh",
  "p[style-name='Titre'] => h1:fresh",
  "p[style-name='Subtitle'] => p:fresh",
  "p[style-name='Sous-titre'] => p:fresh",
  ...[1, 2, 3, 4, 5, 6].flatMap(level => [
    `p[style-name='heading ${level}'] => h${level}:fresh`,
    `p[style-name='Titre ${level}'] => h${level}:fresh`,
  ]),
  "p[style-name='Quote'] => blockquote:fresh",
  "p[style-name='Citation'] => blockquote:fresh",
]

async function toHtml(archive: DocxArchive): Promise<string> {
  const options = {
    styleMap,
    externalFileAccess: false,
    convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
  }
  try {
    // mammoth takes an opened archive as `file` (its lib/unzip.js); its types do not say so.
    const input = { file: archive } as unknown as Parameters<typeof mammoth.convertToHtml>[0]
    return (await mammoth.convertToHtml(input, options)).value
  } catch (cause) {
    throw new Refusal(
      'corrupt',
      {
        fr: 'document Word abîmé : son contenu ne se lit pas',
        en: 'damaged Word document: its content cannot be read',
      },
      cause,
    )
  }
}

/** The title in the file's properties. */
async function readTitle(archive: DocxArchive): Promise<string | null> {
  if (!archive.exists('docProps/core.xml')) return null
  const xml = String(await archive.read('docProps/core.xml', 'utf-8'))
  const title = /<dc:title>([^<]*)<\/dc:title>/.exec(xml)?.[1]
  return title
    ? cleanLine(title.replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>')) || null
    : null
}

/** Reads a Word document: headings, lists, tables, footnotes; deleted text and pictures are left out. */
export async function extractDocx(bytes: Uint8Array): Promise<ExtractedDocument> {
  refuseOleContainer(bytes, '.docx')
  const archive = await openDocxArchive(bytes)
  const root = fromHtml(await toHtml(archive), { fragment: true })
  writeLinkTargets(root, null)
  return documentOf(
    collectBlocks(root, () => false),
    { propertyTitle: await readTitle(archive), warnings: hiddenTextWarning(archive.hidden) },
  )
}
