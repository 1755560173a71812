import type { Element, Root } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import type { Block } from './blocks.ts'
import { cleanLine } from './clean-text.ts'
import { declaredEncoding, decodeText } from './decode-text.ts'
import { documentOf, type ExtractedDocument } from './extracted-document.ts'
import { hiddenTextWarning } from './hidden-text-warning.ts'
import { collectBlocks } from './html-blocks.ts'
import { attribute, findElements, rawText } from './html-element.ts'
import { takeHidden } from './html-hidden.ts'
import { Refusal } from './refusal.ts'
import { readPageSignals } from './web/page-signals.ts'

const boilerplateRoles = new Set(
  'navigation banner contentinfo search complementary dialog alertdialog menu menubar'.split(' '),
)
const boilerplateNames =
  /(^|\s)(breadcrumbs?|navbar|sidebar|cookies?|cookie-(banner|consent|notice)|skip-?(links?|nav)|pagination|site-(header|footer)|share-buttons|social-share)(\s|$)/i

/** Parts of a web page that are the same on every page. */
function isBoilerplate(element: Element): boolean {
  if (/^(nav|footer|aside)$/.test(element.tagName)) return true
  if (boilerplateRoles.has(attribute(element, 'role'))) return true
  return boilerplateNames.test(`${attribute(element, 'className')} ${attribute(element, 'id')}`)
}

function isNamed(...names: string[]): (element: Element) => boolean {
  return element => names.includes(element.tagName)
}

/** The page's own content: `<main>`, else its only `<article>`, else the page without its header. */
function contentOf(root: Root): Block[] {
  const main = findElements(
    root,
    element => element.tagName === 'main' || attribute(element, 'role') === 'main',
  )
  const articles = findElements(root, isNamed('article'))
  const content = main[0] ?? (articles.length === 1 ? articles[0] : undefined)
  const blocks = content ? collectBlocks(content, isBoilerplate) : []
  if (blocks.length === 0)
    return collectBlocks(root, element => isBoilerplate(element) || element.tagName === 'header')
  if (blocks.some(block => block.kind === 'heading' && block.level === 1)) return blocks
  const above = findElements(root, isNamed('h1'))
    .map(heading => cleanLine(rawText(heading)))
    .filter(text => text !== '')
  // A page whose title stands above its main part.
  return above.length === 1 && above[0] ? [{ kind: 'heading', level: 1, text: above[0] }, ...blocks] : blocks
}

function metaContent(root: Root, name: string): string | null {
  const found = findElements(
    root,
    element => element.tagName === 'meta' && attribute(element, 'name') === name,
  )[0]
  return found ? attribute(found, 'content') || null : null
}

/** How a page was found on the web. */
export interface WebLocation {
  /** Where it was found in the end. */
  address: string
  /** What its server says that it is written in. */
  encoding?: string | undefined
}

/** In XHTML an empty `<script/>` or `<title/>` is closed; in HTML it would swallow the page. */
function closeEmptyElements(text: string): string {
  return /^\s*<\?xml/.test(text)
    ? text.replace(
        /<(script|style|title|textarea|iframe|noscript|a|span|div|p)(\s[^<>]{0,2000})?\/>/gi,
        '<$1$2></$1>',
      )
    : text
}

const applicationRoot = /^(root|app|__next|__nuxt|___gatsby|svelte)$/

/** Scripts make what it shows, and they are not run here: nothing is there, or a word or two where it will be. */
function needsScripts(root: Root, blocks: readonly Block[]): boolean {
  if (findElements(root, isNamed('script')).length === 0) return false
  const shown = blocks.reduce((sum, { text }) => sum + text.length, 0)
  const isRoot = (element: Element) => applicationRoot.test(attribute(element, 'id'))
  return shown === 0 || (shown < 60 && findElements(root, isRoot).length > 0)
}

/**
 * Reads a web page: its content without menus, banners, footers and what is hidden. Throws Refusal `empty` where only
 * scripts would show it.
 */
export function extractHtml(bytes: Uint8Array, location?: WebLocation): ExtractedDocument {
  const text = decodeText(bytes, location?.encoding ?? declaredEncoding(bytes))
  const root = fromHtml(closeEmptyElements(text))
  const page = location ? readPageSignals(root, location.address) : null
  const hidden = takeHidden(root, element => isBoilerplate(element) || element.tagName === 'header')
  const title = findElements(root, isNamed('title'))[0]
  const html = findElements(root, isNamed('html'))[0]
  const canonical = findElements(
    root,
    element => element.tagName === 'link' && attribute(element, 'rel') === 'canonical',
  )[0]
  const address = canonical ? attribute(canonical, 'href') : ''
  const blocks = contentOf(root)
  if (needsScripts(root, blocks))
    throw new Refusal('empty', {
      fr: 'page vide sans JavaScript : son texte n’arrive que dans un navigateur',
      en: 'empty without JavaScript: its text only appears in a browser',
    })
  return documentOf(blocks, {
    page,
    propertyTitle: title ? cleanLine(rawText(title)) || null : null,
    language: html ? attribute(html, 'lang').slice(0, 2).toLowerCase() || null : null,
    warnings: hiddenTextWarning(hidden),
    url: /^https?:\/\//.test(address) ? address : null,
    tags: (metaContent(root, 'keywords') ?? '')
      .split(',')
      .map(cleanLine)
      .filter(tag => tag !== ''),
  })
}
