import type { Element, Root } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import type { Block } from './blocks.ts'
import { cleanLine } from './clean-text.ts'
import { declaredEncoding, decodeText } from './decode-text.ts'
import { documentOf, type ExtractedDocument } from './extracted-document.ts'
import { collectBlocks } from './html-blocks.ts'
import { attribute, findElements, rawText } from './html-element.ts'

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

/** Reads a web page: its content without menus, banners, footers and what is hidden. */
export function extractHtml(bytes: Uint8Array): ExtractedDocument {
  const root = fromHtml(decodeText(bytes, declaredEncoding(bytes)))
  const title = findElements(root, isNamed('title'))[0]
  const html = findElements(root, isNamed('html'))[0]
  const canonical = findElements(
    root,
    element => element.tagName === 'link' && attribute(element, 'rel') === 'canonical',
  )[0]
  const address = canonical ? attribute(canonical, 'href') : ''
  return documentOf(contentOf(root), {
    propertyTitle: title ? cleanLine(rawText(title)) || null : null,
    language: html ? attribute(html, 'lang').slice(0, 2).toLowerCase() || null : null,
    url: /^https?:\/\//.test(address) ? address : null,
    tags: (metaContent(root, 'keywords') ?? '')
      .split(',')
      .map(cleanLine)
      .filter(tag => tag !== ''),
  })
}
