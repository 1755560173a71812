import { fromHtml } from 'hast-util-from-html'
import type { Block } from './blocks.ts'
import { closeEmptyElements } from './close-empty-elements.ts'
import { decodeText } from './decode-text.ts'
import { documentOf, type ExtractedDocument } from './extracted-document.ts'
import { hiddenTextWarning } from './hidden-text-warning.ts'
import { collectBlocks } from './html-blocks.ts'
import { attribute, type HtmlNode } from './html-element.ts'
import { takeHidden } from './html-hidden.ts'
import { listWords } from './list-words.ts'
import { refuseNestedArchives } from './nested-archives.ts'
import { localAttribute, localName, readXml } from './read-xml.ts'
import { Refusal } from './refusal.ts'
import { openZipArchive, type ZipArchive } from './zip-archive.ts'

const noBook = { fr: 'archive zip sans livre EPUB', en: 'zip archive without an EPUB book' }

/** The book's description (OPF), named by META-INF/container.xml. */
async function descriptionPart(archive: ZipArchive): Promise<string> {
  let part = ''
  if (!archive.exists('META-INF/container.xml')) throw new Refusal('corrupt', noBook)
  await readXml(archive.stream('META-INF/container.xml'), {
    open(name, attributes) {
      if (localName(name) === 'rootfile' && part === '') part = localAttribute(attributes, 'full-path')
    },
  })
  if (!archive.exists(part)) throw new Refusal('corrupt', noBook)
  return part
}

/** Is more than the fonts encrypted? Fonts are scrambled by many programs, a text only by a shop's lock. */
async function refuseLock(archive: ZipArchive): Promise<void> {
  if (!archive.exists('META-INF/encryption.xml')) return
  await readXml(archive.stream('META-INF/encryption.xml'), {
    open(name, attributes) {
      if (localName(name) !== 'CipherReference') return
      if (/\.x?html?$/i.test(localAttribute(attributes, 'URI')))
        throw new Refusal('encrypted', {
          fr: 'livre protégé par un verrou numérique (DRM)',
          en: 'book protected by a digital lock (DRM)',
        })
    },
  })
}

/** `../text/a%20b.xhtml#x` from `OEBPS/content.opf` → `text/a b.xhtml`. */
function resolvePart(from: string, target: string): string {
  return decodeURIComponent(new URL(target, `part:///${from}`).pathname).replace(/^\/+/, '')
}

interface Book {
  title: string
  language: string
  /** Parts in reading order. */
  chapters: string[]
}

async function readDescription(archive: ZipArchive, part: string): Promise<Book> {
  const book: Book = { title: '', language: '', chapters: [] }
  const items = new Map<string, string>()
  let current = ''
  await readXml(archive.stream(part), {
    open(name, attributes) {
      current = name
      const local = localName(name)
      // The table of contents is a chapter in EPUB 3, and says nothing of its own.
      if (local === 'item' && !localAttribute(attributes, 'properties').split(' ').includes('nav'))
        items.set(localAttribute(attributes, 'id'), localAttribute(attributes, 'href'))
      if (local !== 'itemref') return
      const target = items.get(localAttribute(attributes, 'idref'))
      if (target !== undefined) book.chapters.push(resolvePart(part, target))
    },
    text(text) {
      if (current === 'dc:title' && book.title === '') book.title = text.trim()
      if (current === 'dc:language' && book.language === '') book.language = text.trim()
    },
    close: () => {
      current = ''
    },
  })
  return book
}

const notSpoken = new Set(['head', 'script', 'style', 'nav'])

/** Letters or pictures below a node, whether they can be read or not. */
function holdsSomething(node: HtmlNode): boolean {
  if (node.type === 'element' && notSpoken.has(node.tagName)) return false
  if (node.type === 'element' && /^(?:img|image)$/.test(node.tagName)) return true
  if (node.type === 'text') return /[\p{L}\p{N}]/u.test(node.value)
  return 'children' in node && node.children.some(holdsSomething)
}

/** Reads an EPUB book: its chapters in order, with their headings, lists and tables. Throws Refusal. */
export async function extractEpub(bytes: Uint8Array): Promise<ExtractedDocument> {
  const archive = await openZipArchive(bytes)
  refuseNestedArchives(archive)
  await refuseLock(archive)
  const book = await readDescription(archive, await descriptionPart(archive))
  const blocks: Block[] = []
  const hidden: string[] = []
  let groups = 0
  const silent: string[] = []
  for (const [index, chapter] of book.chapters.entries()) {
    if (!archive.exists(chapter)) {
      silent.push(chapter)
      continue
    }
    const root = fromHtml(closeEmptyElements(decodeText(await archive.read(chapter))))
    hidden.push(...takeHidden(root, element => element.tagName === 'nav'))
    const found = collectBlocks(
      root,
      element => element.tagName === 'nav' || attribute(element, 'epubType') === 'pagebreak',
    )
    // A cover is a picture, and nobody expects it to speak.
    if (found.length === 0 && index > 0 && holdsSomething(root)) silent.push(chapter)
    for (const block of found)
      blocks.push(block.group === undefined ? block : { ...block, group: block.group + groups })
    groups += 10_000
  }
  return documentOf(blocks, {
    warnings: [
      ...listWords(
        silent.map(chapter => chapter.split('/').at(-1) ?? chapter),
        {
          one: { fr: 'chapitre sans texte :', en: 'chapter without text:' },
          many: { fr: 'chapitres sans texte :', en: 'chapters without text:' },
        },
      ),
      ...hiddenTextWarning(hidden),
    ],
    title: book.title || null,
    language: book.language.slice(0, 2).toLowerCase() || null,
  })
}
